-- case 1: all values are taken before any is assigned
local a, b = 1, 2
a, b = b, a
assert(a == 2 and b == 1)
local t, i = {}, 1
i, t[i] = i + 1, 20
assert(i == 2 and t[1] == 20 and t[2] == nil)
print("ok")
