-- Where forks differ: big integers are floats, leading zeros decimal, inf and nan read. Errors have the caller's place.
-- lua-cjson: cloudwu's gives 2^63-1, octal numbers and "invalid number"; as doc.go of lualib/cjson says
local cjson, safe = require "cjson", require "cjson.safe"

print(cjson.decode "9223372036854775808" == 2.0^63, cjson.decode "-9223372036854775809" == -2.0^63)
print(math.type(cjson.decode "123456789012345678901"))
print(cjson.decode "010", cjson.decode "-08", cjson.decode "0x10", cjson.decode "0x1.8p1", cjson.decode "-.5")
print(cjson.decode "nan", cjson.decode "-Infinity", cjson.decode "[inf]"[1])
print(safe.decode(nil))
print(pcall(function() return cjson.decode "{" end))
print(pcall(function() return cjson.encode(print) end))
print(cjson.encode_max_depth(2147483647))
local deep = {}
for i = 1, 20000 do deep = { deep } end
print(pcall(cjson.encode, deep))
print(cjson.decode_max_depth(2147483647))
print(pcall(cjson.decode, ("["):rep(20000)))
-- Output:
-- true	true
-- float
-- 10	-8	16	3.0	-0.5
-- nan	-inf	inf
-- nil	bad argument #1 to 'decode' (string expected, got nil)
-- false	modules/cjson_differs.lua:10: Expected object key string but found T_END at character 2
-- false	modules/cjson_differs.lua:11: Cannot serialise function: type not supported
-- 2147483647
-- false	Cannot serialise, excessive nesting (16385)
-- 2147483647
-- false	Found too many nested data structures (16385) at character 16385
