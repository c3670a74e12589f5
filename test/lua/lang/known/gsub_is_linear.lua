-- case 14: gsub of many replacements
local clock = os.clock()
local s, n = ("ab"):rep(100000):gsub("a", "xyz")
assert(n == 100000 and #s == 400000)
s, n = ("ab"):rep(100000):gsub("%w", function(c) return c:upper() end)
assert(n == 200000 and s:sub(1, 4) == "ABAB")
assert(os.clock() - clock < 5)
print("ok")
