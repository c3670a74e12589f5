-- What decode makes of texts, and of white space, escapes and doubled keys.
-- lua-cjson: ran on cloudwu/lua-cjson f245b09
local cjson = require "cjson"

local function show(text)
	local v, shown = cjson.decode(text), text:gsub("%c", "?")
	if type(v) ~= "table" then
		print(shown, v == cjson.null and "null" or math.type(v) == "float" and ("%.17g"):format(v) or v, math.type(v) or type(v))
		return
	end
	local keys = {}
	for k in pairs(v) do keys[#keys + 1] = k end
	table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
	for i, k in ipairs(keys) do keys[i] = tostring(k) .. "=" .. (v[k] == cjson.null and "null" or tostring(v[k])) end
	print(shown, #v, table.concat(keys, " "))
end

for _, text in ipairs {
	"1", "-1", "0", "1.0", "1.5e2", "1E3", "1e-2", "-0.5", "9007199254740993", "9223372036854775807", "-9223372036854775808",
	"123456789012345678", "1234567890123456.5", "0.1", "123.456789012345678", "1e400", "-0", "1.", "true", "false", "null",
	'"x"', '""', " [1 ,\t2\r] ", "[]", "{}", '{"a":1,"a":2}', '{"a":null,"b":true}', '{"":1}', "[1,null]", '{"1":2}', "12\0rest",
} do show(text) end
print(cjson.decode '"\\u0041\\u00e9\\u6f22\\ud83d\\ude00 \\"\\\\\\/\\b\\f\\n\\r\\t"' == "A\u{e9}\u{6f22}\u{1f600} \"\\/\b\f\n\r\t")
print(cjson.decode('"\255 \127"') == "\255 \127", cjson.decode '"\\u0000"' == "\0")
print(cjson.decode(12), cjson.decode("\n\n3"), cjson.decode "[[[[[1]]]]]"[1][1][1][1][1])
print(rawequal(cjson.decode "null", cjson.null))
-- Output:
-- 1	1	integer
-- -1	-1	integer
-- 0	0	integer
-- 1.0	1	float
-- 1.5e2	150	float
-- 1E3	1000	float
-- 1e-2	0.01	float
-- -0.5	-0.5	float
-- 9007199254740993	9007199254740993	integer
-- 9223372036854775807	9223372036854775807	integer
-- -9223372036854775808	-9223372036854775808	integer
-- 123456789012345678	123456789012345678	integer
-- 1234567890123456.5	1234567890123456.5	float
-- 0.1	0.10000000000000001	float
-- 123.456789012345678	123.45678901234568	float
-- 1e400	inf	float
-- -0	0	integer
-- 1.	1	float
-- true	true	boolean
-- false	false	boolean
-- null	null	userdata
-- "x"	x	string
-- ""		string
--  [1 ,?2?] 	2	1=1 2=2
-- []	0	
-- {}	0	
-- {"a":1,"a":2}	0	a=2
-- {"a":null,"b":true}	0	a=null b=true
-- {"":1}	0	=1
-- [1,null]	2	1=1 2=null
-- {"1":2}	0	1=2
-- 12?rest	12	integer
-- true
-- true	true
-- 12	3	1
-- true
