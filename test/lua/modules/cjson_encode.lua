-- What encode writes for each kind of value.
-- lua-cjson: ran on cloudwu/lua-cjson f245b09
local cjson = require "cjson"

print(cjson.encode(nil), cjson.encode(true), cjson.encode(false), cjson.encode(cjson.null))
print(cjson.encode(""), cjson.encode("plain"), cjson.encode("é 漢 😀"))
print(cjson.encode('"\\/\b\f\n\r\t\0\1\31\127'))
print(cjson.encode(0), cjson.encode(-7), cjson.encode(2^53 | 0), cjson.encode(9007199254740993))
print(cjson.encode(math.maxinteger), cjson.encode(math.mininteger))
print(cjson.encode(1.0), cjson.encode(-0.0), cjson.encode(0.1), cjson.encode(1 / 3), cjson.encode(123456789012345.0))
print(cjson.encode(1e15), cjson.encode(1e-5), cjson.encode(0.0001), cjson.encode(2^53), cjson.encode(-1e300))
print(cjson.encode { 1, "a", true, cjson.null, { 2, {} } })
print(cjson.encode { a = 1 }, cjson.encode { ["k/\n"] = "v" }, cjson.encode { [1.5] = 2 }, cjson.encode { [0] = 1 }, cjson.encode { [-1] = 1 })
print(cjson.encode { a = { b = { c = { 1 } } } })
print(tostring(cjson.null), type(cjson.null), cjson.null == nil, cjson.null == cjson.null)
print(cjson._NAME, cjson._VERSION)
-- Output:
-- null	true	false	null
-- ""	"plain"	"é 漢 😀"
-- "\"\\\/\b\f\n\r\t\u0000\u0001\u001f\u007f"
-- 0	-7	9007199254740992	9007199254740993
-- 9223372036854775807	-9223372036854775808
-- 1	-0	0.1	0.33333333333333	1.2345678901234e+14
-- 1e+15	1e-05	0.0001	9.007199254741e+15	-1e+300
-- [1,"a",true,null,[2,{}]]
-- {"a":1}	{"k\/\n":"v"}	{"1.5":2}	{"0":1}	{"-1":1}
-- {"a":{"b":{"c":[1]}}}
-- userdata: (nil)	userdata	false	true
-- cjson	2.1devel
