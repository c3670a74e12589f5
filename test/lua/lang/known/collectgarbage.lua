-- missing: collectgarbage("count") and the other options
local before = collectgarbage("count")
assert(math.type(before) == "float" and before > 0)
local t = {}
for i = 1, 10000 do t[i] = {i} end
assert(collectgarbage("count") - before > 200)
t = nil
assert(collectgarbage() == 0 and collectgarbage("count") - before < 100)
assert(collectgarbage("isrunning") and type(collectgarbage("step")) == "boolean" and collectgarbage("incremental"))
assert(not pcall(collectgarbage, "other"))
print("ok")
