-- case 6: one large index allocates one entry
local before = collectgarbage("count")
local t = {}
t[5000000] = 1
t[1 << 40] = 2
assert(t[5000000] == 1 and t[1 << 40] == 2 and t[4999999] == nil)
assert(collectgarbage("count") - before < 64)
print("ok")
