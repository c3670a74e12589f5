-- Integers and floats: subtypes, wraparound, conversion, comparison, division.
local function fails(f, what, ...)
  local ok, e = pcall(f, ...)
  assert(not ok and tostring(e):find(what, 1, true), tostring(e))
end
local maxint, minint = math.maxinteger, math.mininteger

-- subtypes
assert(math.type(1) == "integer" and math.type(1.0) == "float" and math.type("1") == nil)
assert(math.type(10 / 2) == "float" and tostring(10 / 2) == "5.0")
assert(math.type(7 // 2) == "integer" and math.type(7.0 // 2) == "float")
assert(math.type(2 ^ 2) == "float" and math.type(3 % 2) == "integer" and math.type(3 % 2.0) == "float")
assert(tostring(1e15) == "1e+15" and tostring(2 ^ 53) == "9.007199254741e+15")
assert(tostring(-0.0) == "-0.0" and tostring(0.0) == "0.0" and 0.0 == -0.0)
assert(tostring(1 / 0) == "inf" and tostring(-1 / 0) == "-inf" and tostring(3.14) == "3.14")
assert(tostring(1 / 3) == "0.33333333333333" and tostring(100.0) == "100.0" and tostring(1e100) == "1e+100")
assert(-0.0 ~= 0 == false and 1 / -0.0 == -math.huge and 1 / (0.0) == math.huge)

-- 64 bits, exact, wrapping
assert(maxint + 1 == minint and minint - 1 == maxint and maxint * 2 == -2)
assert(minint == -minint and math.abs(minint) == minint)
assert(9007199254740993 == 9007199254740993 and 9007199254740993 ~= 9007199254740992)
assert(9007199254740992 + 1 == 9007199254740993 and 9007199254740993 - 1 == 9007199254740992)
assert(tostring(9007199254740993) == "9007199254740993" and tostring(maxint) == "9223372036854775807")
assert(4503599627370497 * 4 == 18014398509481988 and 3037000499 * 3037000499 == 9223372030926249001)
assert(0xffffffffffffffff == -1 and 0x7fffffffffffffff == maxint and 0x1p4 == 16.0)
assert(123456789012345678 % 1000 == 678 and -7 // 2 == -4 and -7 % 3 == 2 and 7 % -3 == -2)
assert(minint // -1 == minint and minint % -1 == 0)
assert(5.5 // 2 == 2.0 and -5.5 // 2 == -3.0 and 5.5 % 2 == 1.5 and -5.5 % 2 == 0.5 and 5 % -math.huge == -math.huge)
assert(5 % math.huge == 5.0 and -5 % math.huge == math.huge and 1 // 0.0 == math.huge)

-- mixed comparison is exact
assert(9007199254740993 > 9007199254740992.0 and not (9007199254740993 == 9007199254740992.0))
assert(maxint < 2 ^ 63 and maxint + 0.0 == 2 ^ 63 and not (maxint == maxint + 0.0) and minint == -2 ^ 63)
assert(1 < 1.5 and 1.5 < 2 and 1 <= 1.0 and 1 == 1.0 and not (1 < 1.0))
local nan = 0 / 0
assert(nan ~= nan and not (nan < 1) and not (nan > 1) and not (1 <= nan) and not (maxint < nan) and not (nan >= minint))
assert(math.huge > maxint and -math.huge < minint)

-- conversion
assert("10" + 1 == 11 and math.type("10" + 1) == "integer" and "0x10" + 0 == 16 and " 5 " * "2" == 10 and "1e1" + 0 == 10.0)
assert(10 .. 20 == "1020" and 1.0 .. "" == "1.0" and -2 .. "" == "-2")
assert((3.0 | 0) == 3 and ~0 == -1 and 1 << 63 == minint and 1 << 64 == 0 and -1 >> 60 == 15 and 1 << -1 == 0 and 2 >> -1 == 4)
assert((5 & 3) == 1 and (5 | 3) == 7 and (5 ~ 3) == 6 and ~5 == -6 and 0xff << 56 == -72057594037927936)
assert(math.tointeger(3.0) == 3 and math.tointeger(3.5) == nil and math.tointeger(2 ^ 63) == nil)

-- errors
fails(function() return 1 // 0 end, "attempt to")
fails(function() return 1 % 0 end, "attempt to perform 'n%0'")
fails(function() return 1 & 1.5 end, "number has no integer representation")
fails(function() return 2 ^ 63 | 0 end, "number has no integer representation")
fails(function() return {} + 1 end, "attempt to perform arithmetic on a table value")
fails(function() return "abc" + 1 end, "attempt to")
fails(function() return 1 < "2" end, "attempt to compare number with string")
fails(function() return {} < {} end, "attempt to compare two table values")
fails(function() return nil .. "x" end, "attempt to concatenate a nil value")
fails(function() return -{} end, "attempt to perform arithmetic on a table value")

-- as table keys
local t = {}
t[1.0] = "a" t[2 ^ 53] = "b" t["1"] = "c"
assert(t[1] == "a" and t[(2 ^ 53) | 0] == "b" and t["1"] == "c" and #t == 1 and next(t) == 1 and math.type(next(t)) == "integer")
t[9007199254740993] = "d" t[9007199254740994] = "e" t[-1.5] = "f"
assert(t[9007199254740993] == "d" and t[9007199254740994] == "e" and t[9007199254740994.0] == "e" and t[-1.5] == "f")
fails(function() t[nan] = 1 end, "index is NaN")
fails(function() t[nil] = 1 end, "index is nil")
assert(t[nan] == nil and t[nil] == nil)

-- powers are exact where the result is
assert(10 ^ 2 == 100 and 10 ^ 15 == 1e15 and 10 ^ 22 == 1e22 and 2 ^ 0.5 == math.sqrt(2) and 10 ^ -2 == 0.01 and (-2) ^ 3 == -8.0)
assert(2 ^ 1023 * 2 == math.huge and 2 ^ -1074 > 0 and 2 ^ -1075 == 0 and 10 ^ -292 == 1e-292 and 0 ^ 0 == 1.0 and 7 ^ 0 == 1)
print("ok")
