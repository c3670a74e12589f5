-- case 9: a local is not visible in the expression that makes it
f = "global"
local f = function() return f end
assert(f() == "global")
local x = 1
local x = x + 1
assert(x == 2)
local function g() return g end
assert(g() == g)
print("ok")
