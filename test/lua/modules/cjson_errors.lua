-- The texts of errors.
-- lua-cjson: ran on cloudwu/lua-cjson f245b09
local cjson = require "cjson"

for _, text in ipairs {
	"", " ", "[", "{", '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', "[1", "[1,", "[1,]", "[,1]", '"abc', '"abc\\"', '"\\x"',
	'"ab\\', '"\\ud800"', '"\\ude00"', '"\\ud83d\\u0041"', '"\\u12"', '"\\u12g4"', "tru", "True", "nul", "1 2", "[1]]", "-", "--1",
	"1e", "1e+", ".5", "[1 2]", "[1.5 2.5]", "{1:2}", "{null:2}", '{"a" 1}', '{"a" true}', '{"a":1 "b"}', '{"a":1 2.5}', "\0\0",
	"a\0", '"a\0b"', "]", "}", ":", ",", "[}", "{]", '{"a"}', "[:]", "#", "'a'", "[1]x",
} do print(("%q"):format(text), select(2, pcall(cjson.decode, text))) end
print(pcall(cjson.decode, ("["):rep(1001)))
print(pcall(cjson.decode, ('{"a":'):rep(1001)))
print(pcall(cjson.decode))
print(pcall(cjson.decode, 1, 2))
print(pcall(cjson.decode, {}))

for _, v in ipairs { print, coroutine.create(print), io.stdout, 1 / 0, -1 / 0, 0 / 0, { [true] = 1 }, { [print] = 1 }, { a = { print } } } do
	print(select(2, pcall(cjson.encode, v)))
end
local loop = {}
loop[1] = loop
print(pcall(cjson.encode, loop))
print(pcall(cjson.encode))
print(pcall(cjson.encode, 1, 2))
-- Output:
-- ""	Expected value but found T_END at character 1
-- " "	Expected value but found T_END at character 2
-- "["	Expected value but found T_END at character 2
-- "{"	Expected object key string but found T_END at character 2
-- "{\"a\""	Expected colon but found T_END at character 5
-- "{\"a\":"	Expected value but found T_END at character 6
-- "{\"a\":1"	Expected comma or object end but found T_END at character 7
-- "{\"a\":1,"	Expected object key string but found T_END at character 8
-- "{\"a\":1,}"	Expected object key string but found T_OBJ_END at character 8
-- "[1"	Expected comma or array end but found T_END at character 3
-- "[1,"	Expected value but found T_END at character 4
-- "[1,]"	Expected value but found T_ARR_END at character 4
-- "[,1]"	Expected value but found T_COMMA at character 2
-- "\"abc"	Expected value but found unexpected end of string at character 5
-- "\"abc\\\""	Expected value but found unexpected end of string at character 7
-- "\"\\x\""	Expected value but found invalid escape code at character 2
-- "\"ab\\"	Expected value but found invalid escape code at character 4
-- "\"\\ud800\""	Expected value but found invalid unicode escape code at character 2
-- "\"\\ude00\""	Expected value but found invalid unicode escape code at character 2
-- "\"\\ud83d\\u0041\""	Expected value but found invalid unicode escape code at character 2
-- "\"\\u12\""	Expected value but found invalid unicode escape code at character 2
-- "\"\\u12g4\""	Expected value but found invalid unicode escape code at character 2
-- "tru"	Expected value but found invalid token at character 1
-- "True"	Expected value but found invalid token at character 1
-- "nul"	Expected value but found invalid token at character 1
-- "1 2"	Expected the end but found T_INTEGER at character 3
-- "[1]]"	Expected the end but found T_ARR_END at character 4
-- "-"	Expected value but found invalid number at character 1
-- "--1"	Expected value but found invalid number at character 1
-- "1e"	Expected the end but found invalid token at character 2
-- "1e+"	Expected the end but found invalid token at character 2
-- ".5"	Expected value but found invalid token at character 1
-- "[1 2]"	Expected comma or array end but found T_INTEGER at character 4
-- "[1.5 2.5]"	Expected comma or array end but found T_NUMBER at character 6
-- "{1:2}"	Expected object key string but found T_INTEGER at character 2
-- "{null:2}"	Expected object key string but found T_NULL at character 2
-- "{\"a\" 1}"	Expected colon but found T_INTEGER at character 6
-- "{\"a\" true}"	Expected colon but found T_BOOLEAN at character 6
-- "{\"a\":1 \"b\"}"	Expected comma or object end but found T_STRING at character 8
-- "{\"a\":1 2.5}"	Expected comma or object end but found T_NUMBER at character 8
-- "\0\0"	JSON parser does not support UTF-16 or UTF-32
-- "a\0"	JSON parser does not support UTF-16 or UTF-32
-- "\"a\0b\""	Expected value but found unexpected end of string at character 3
-- "]"	Expected value but found T_ARR_END at character 1
-- "}"	Expected value but found T_OBJ_END at character 1
-- ":"	Expected value but found T_COLON at character 1
-- ","	Expected value but found T_COMMA at character 1
-- "[}"	Expected value but found T_OBJ_END at character 2
-- "{]"	Expected object key string but found T_ARR_END at character 2
-- "{\"a\"}"	Expected colon but found T_OBJ_END at character 5
-- "[:]"	Expected value but found T_COLON at character 2
-- "#"	Expected value but found invalid token at character 1
-- "'a'"	Expected value but found invalid token at character 1
-- "[1]x"	Expected the end but found invalid token at character 4
-- false	Found too many nested data structures (1001) at character 1001
-- false	Found too many nested data structures (1001) at character 5001
-- false	bad argument #1 to 'cjson.decode' (expected 1 argument)
-- false	bad argument #1 to 'cjson.decode' (expected 1 argument)
-- false	bad argument #1 to 'cjson.decode' (string expected, got table)
-- Cannot serialise function: type not supported
-- Cannot serialise thread: type not supported
-- Cannot serialise userdata: type not supported
-- Cannot serialise number: must not be NaN or Infinity
-- Cannot serialise number: must not be NaN or Infinity
-- Cannot serialise number: must not be NaN or Infinity
-- Cannot serialise boolean: table key must be a number or string
-- Cannot serialise function: table key must be a number or string
-- Cannot serialise function: type not supported
-- false	Cannot serialise, excessive nesting (1001)
-- false	bad argument #1 to 'cjson.encode' (expected 1 argument)
-- false	bad argument #1 to 'cjson.encode' (expected 1 argument)
