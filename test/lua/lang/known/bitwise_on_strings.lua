-- 5.4, not 5.3: arithmetic converts strings to numbers, bit operators don't
assert("10" + 5 == 15 and "3" * "4" == 12 and "0x10" + 0 == 16 and math.type("10" + 5) == "integer" and -"2" == -2)
local ok, err = pcall(function() local s = "3" return s | 1 end)
assert(not ok and err:find("attempt to perform bitwise operation on a string value (local 's')", 1, true), err)
-- a script written for 5.3 can bring it back
getmetatable("").__band = function(a, b) return math.tointeger(tonumber(a)) & math.tointeger(tonumber(b)) end
assert("7" & 3 == 3 and 6 & "3" == 2)
print("ok")
