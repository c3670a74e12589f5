-- Also passes under real lua5.4. Numerals, strings, comments, line ends.

local function eq(a, b)
  assert(a == b and math.type(a) == math.type(b), tostring(a) .. " ~= " .. tostring(b))
end

-- integers
eq(0xff, 255) eq(0XA, 10) eq(007, 7)
eq(9223372036854775807, math.maxinteger)
eq(0x7fffffffffffffff, math.maxinteger)
eq(0xffffffffffffffff, -1)
eq(0x8000000000000000, math.mininteger)
eq(0x1ffffffffffffffff, -1) -- wraps
eq(-9223372036854775808, -2^63)
eq(math.type(-9223372036854775808), "float" and math.type(-9223372036854775808))
eq(9223372036854775808, 2^63) -- doesn't fit: a float
eq(100000000000000000000, 1e20)
eq(-0x8000000000000000, math.mininteger)

-- floats
eq(1., 1.0) eq(.5, 0.5) eq(5e-1, 0.5) eq(1E+2, 100.0) eq(3.0, 3.0)
assert(math.type(1e2) == "float" and math.type(1.0) == "float" and math.type(1) == "integer")
eq(0x.8p0, 0.5) eq(0x1p4, 16.0) eq(0xA.8, 10.5) eq(0x.1, 0.0625) eq(0x1P-2, 0.25) eq(0xep1, 28.0)
eq(0xe+1, 15) eq(3-4, -1) eq(0x10p+1, 32.0)
eq(1e308 * 10, math.huge)
eq(1e400, math.huge)
assert(1/(-0.0) == -math.huge and 1/0.0 == math.huge)
assert(tostring(-0.0) == "-0.0" and tostring(0.0) == "0.0")
eq(0.1 + 0.2, 0.30000000000000004)
eq(123456789012345678, 123456789012345678)
assert(9007199254740993 ~= 9007199254740992)
eq(9007199254740993.0, 2^53)

-- as keys: 1 and 1.0 are one key, 2^53 too
local t = { [1] = "a", [1.0] = "b", [2^53] = "c" }
assert(t[1] == "b" and t[1.0] == "b" and #t == 1)
assert(t[9007199254740992] == "c" and t[2^53 | 0] == "c")
t[3.0] = "d"
assert(t[3] == "d" and math.type(next({ [3.0] = 1 })) == "integer")

-- escapes
assert("\a\b\f\n\r\t\v\\\"\'" == string.char(7, 8, 12, 10, 13, 9, 11, 92, 34, 39))
assert("\x41\x7a\xFf" == "Az" .. string.char(255))
assert("\065\10\0000\255" == "A\n" .. string.char(0) .. "0" .. string.char(255))
assert("\1234" == "{4" and #"\0" == 1)
assert("a\z

        b\z c" == "abc")
assert("a\
b" == "a\nb")
assert("\u{41}\u{7ff}\u{20AC}\u{10FFFF}" == "A" .. "\xDF\xBF" .. "\xE2\x82\xAC" .. "\xF4\x8F\xBF\xBF")
assert("\u{7FFFFFFF}" == "\xFD\xBF\xBF\xBF\xBF\xBF" and "\u{0}" == "\0" and "\u{00000041}" == "A")
assert('"' == "\"" and "'" == '\'')

-- long brackets
assert([[
first newline dropped]] == "first newline dropped")
assert([==[a]]b]=]c]==] == "a]]b]=]c")
assert([[\n\x41]] == "\\n\\x41")
assert([[

]] == "\n")
assert(#[[]] == 0 and #[=[]]]=] == 2)

-- line ends of any kind count as one and become \n
local f = load("return [[a\r\nb\n\rc\rd\ne]], 'x\\\r\ny', debug and 1")
local a, b = f()
assert(a == "a\nb\nc\nd\ne" and b == "x\ny")
local _, msg = load("\r\n\n\r\n\n\r\r=", "=t")
assert(msg == "t:6: unexpected symbol near '='", msg)

-- comments
--[[ long
comment ]] local c = 1
--[==[ ]] ]=]
]==] c = c + 1
--[ not long
--[=not long either
---[[ nor this
assert(c == 2)
--

-- a chunk of nothing, of a comment, of a semicolon
assert(load ""() == nil and load "--"() == nil and load ";"() == nil and load "--[[]]"() == nil)
-- ends without a newline; NUL inside strings
assert(#load("return 'a\0b'")() == 3)
assert(load("return 1--")() == 1)

-- load in pieces
local parts, n = { "ret", "urn ", "4", "2" }, 0
assert(load(function() n = n + 1 return parts[n] end)() == 42)

-- numerals that aren't
for _, s in ipairs { "1..2", "0x", "1e", "3x", "0x1p", "1.2.3", "08a", "1e+", "0xg" } do
  local f, msg = load("return " .. s, "=t")
  assert(not f and msg:find "^t:1: malformed number near", s)
end

print("ok")
