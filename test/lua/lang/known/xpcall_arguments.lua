-- silently wrong: xpcall passes its further arguments on
local ok, a, b, n = xpcall(function(...) return ..., select("#", ...) end, print, 1, nil, 3)
assert(ok and a == 1 and b == 3 and n == nil)
assert(select("#", xpcall(function(...) return ... end, print, nil, nil)) == 3)
local ok, err = xpcall(error, function(e) return "handled " .. e end, "x", 0)
assert(not ok and err == "handled x")
print("ok")
