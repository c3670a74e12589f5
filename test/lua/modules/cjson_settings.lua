-- Each setting: what it answers, what it refuses, and that instances have their own.
-- lua-cjson: ran on cloudwu/lua-cjson f245b09
local cjson = require "cjson"

print(cjson.encode_sparse_array())
print(cjson.encode_max_depth(), cjson.decode_max_depth(), cjson.encode_number_precision())
print(cjson.encode_keep_buffer(), cjson.encode_invalid_numbers(), cjson.decode_invalid_numbers(), cjson.encode_empty_table_as_array())

print(cjson.encode_max_depth(2), pcall(cjson.encode, { { {} } }))
print(cjson.encode { {} })
print(cjson.decode_max_depth(2), pcall(cjson.decode, "[[[]]]"))
print(#cjson.decode "[[]]")
print(cjson.encode_number_precision(3), cjson.encode(1 / 3), cjson.encode(12345.5), cjson.encode(1234567))
print(cjson.encode_number_precision(16), cjson.encode(0.1), cjson.encode(1 / 3))

for _, mode in ipairs { "null", "on", "off", true, false } do
	print(cjson.encode_invalid_numbers(mode), pcall(cjson.encode, { 1 / 0, -1 / 0, 0 / 0 }))
end
print(cjson.decode_invalid_numbers(false))
for _, text in ipairs { "0x1", "01", "-01", "+1", "inf", "nan", "-nan", "-inf", "Infinity" } do
	print(text, select(2, pcall(cjson.decode, text)))
end
print(cjson.decode_invalid_numbers(true), cjson.decode "0x1F", cjson.decode "+12", pcall(cjson.decode, "0x"))
print(cjson.encode_keep_buffer("off"), cjson.encode_keep_buffer("on"))

print(pcall(cjson.encode_max_depth, 0))
print(pcall(cjson.encode_max_depth, 1.5))
print(pcall(cjson.encode_max_depth, 1, 2))
print(pcall(cjson.encode_number_precision, 17))
print(pcall(cjson.encode_invalid_numbers, "x"))
print(pcall(cjson.encode_sparse_array, 1))

local other = cjson.new()
print(other.encode_max_depth(), cjson.encode_max_depth(), other.encode_max_depth(7), cjson.encode_max_depth())
print(other.null == cjson.null, other._NAME, other.encode { 1 }, other.new ~= nil)
-- Output:
-- false	2	10
-- 1000	1000	14
-- true	false	true	false
-- 2	false	Cannot serialise, excessive nesting (3)
-- [{}]
-- 2	false	Found too many nested data structures (3) at character 3
-- 1
-- 3	0.333	1.23e+04	1234567
-- 16	0.1	0.3333333333333333
-- null	true	[null,null,null]
-- true	true	[Infinity,-Infinity,NaN]
-- false	false	Cannot serialise number: must not be NaN or Infinity
-- true	true	[Infinity,-Infinity,NaN]
-- false	false	Cannot serialise number: must not be NaN or Infinity
-- false
-- 0x1	Expected value but found invalid number at character 1
-- 01	Expected value but found invalid number at character 1
-- -01	Expected value but found invalid number at character 1
-- +1	Expected value but found invalid token at character 1
-- inf	Expected value but found invalid token at character 1
-- nan	Expected value but found invalid token at character 1
-- -nan	Expected value but found invalid number at character 1
-- -inf	Expected value but found invalid number at character 1
-- Infinity	Expected value but found invalid token at character 1
-- true	31	12	false	Expected the end but found invalid token at character 2
-- false	true
-- false	bad argument #1 to 'cjson.encode_max_depth' (expected integer between 1 and 2147483647)
-- false	bad argument #1 to 'cjson.encode_max_depth' (number has no integer representation)
-- false	bad argument #2 to 'cjson.encode_max_depth' (found too many arguments)
-- false	bad argument #1 to 'cjson.encode_number_precision' (expected integer between 1 and 16)
-- false	bad argument #1 to 'cjson.encode_invalid_numbers' (invalid option 'x')
-- false	bad argument #1 to 'cjson.encode_sparse_array' (invalid option '1')
-- 1000	2	7	2
-- true	cjson	[1]	true
