-- case 10: vararg functions have no local named arg
arg = "global"
local function f(...) return arg, ... end
assert(f(1) == "global")
assert(debug.getlocal(function(...) end, 1) == nil)
print("ok")
