-- case 11: constructors of any length keep all items
local n = 60000
local items = {}
for i = 1, n do items[i] = tostring(i) end
local t = load("return {" .. table.concat(items, ",") .. "}")()
assert(#t == n and t[25551] == 25551 and t[n] == n)
t = load("return {" .. table.concat(items, ",") .. ", k = 1, ...}")("a", "b")
assert(#t == n + 2 and t[n + 2] == "b" and t.k == 1)
t = load("return {" .. string.rep("{},", 30000) .. "}")()
assert(#t == 30000)
print("ok")
