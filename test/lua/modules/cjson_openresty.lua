-- What openresty's fork has besides.
-- lua-cjson: ran on openresty/lua-cjson 5ce46a8
local cjson = require "cjson"

print(cjson.encode { cjson.empty_array, a = nil }, type(cjson.empty_array))
print(cjson.encode(setmetatable({}, cjson.empty_array_mt)), cjson.encode(setmetatable({ 1 }, cjson.empty_array_mt)))
print(cjson.encode(setmetatable({}, cjson.array_mt)), cjson.encode(setmetatable({ 1, 2, a = 3 }, cjson.array_mt)))
print(cjson.array_mt == cjson.array_mt, cjson.array_mt ~= cjson.empty_array_mt, cjson.new().array_mt == cjson.array_mt)

print(cjson.decode_array_with_array_mt(), cjson.decode_array_with_array_mt(true))
print(cjson.encode(cjson.decode '{"a":[]}'), cjson.encode(cjson.decode '[[],{}]'))
print(cjson.decode_array_with_array_mt(false), cjson.encode(cjson.decode '{"a":[]}'))

print(cjson.encode_empty_table_as_object(), cjson.encode_empty_table_as_object(false))
print(cjson.encode {}, cjson.encode { a = {} })
print(cjson.encode_empty_table_as_object(true), cjson.encode {})

print(cjson.encode "a/b", cjson.encode_escape_forward_slash(false), cjson.encode "a/b", cjson.new().encode "a/b")
print(cjson.encode_escape_forward_slash(true), cjson.encode "a/b")

print(cjson.decode_allow_comment(), pcall(cjson.decode, "1 // one"))
print(cjson.decode_allow_comment(true), cjson.decode "/* a */ 1 // one", cjson.decode "[1,/**/2]"[2], cjson.decode "// x\n7")
print(pcall(cjson.decode, "1 /* never"))
print(pcall(cjson.decode, "[1, / 2]"))
print(cjson.decode_allow_comment(false))

print(cjson.encode_skip_unsupported_value_types(), cjson.encode_skip_unsupported_value_types(true))
print(cjson.encode { 1, print, 2 }, cjson.encode { print }, cjson.encode { f = print }, cjson.encode { a = { print, 1 } })
print(cjson.encode_skip_unsupported_value_types(false), pcall(cjson.encode, { print }))

print(("%q"):format(cjson.encode_indent()), cjson.encode_indent("  "))
print(cjson.encode { 1, { 2, { a = {} } }, {} })
print(cjson.encode_indent(""), cjson.encode { 1, 2 })
print(cjson.decode "inf", cjson.decode "-infinity", cjson.decode "NaN" ~= cjson.decode "nan")
-- Output:
-- [[]]	userdata
-- []	[1]
-- []	[1,2]
-- true	true	true
-- false	true
-- {"a":[]}	[[],{}]
-- false	{"a":{}}
-- true	false
-- []	{"a":[]}
-- true	{}
-- "a\/b"	false	"a/b"	"a\/b"
-- true	"a\/b"
-- false	false	Expected the end but found invalid token at character 3
-- true	1	2	7
-- false	Expected the end but found unclosed multi-line comment at character 11
-- false	Expected value but found invalid token at character 5
-- false
-- false	true
-- [1,2]	[]	{}	{"a":[1]}
-- false	false	Cannot serialise function: type not supported
-- ""	  
-- [
--   1,
--   [
--     2,
--     {
--       "a": {}
--     }
--   ],
--   {}
-- ]
-- 	[1,2]
-- inf	-inf	true
