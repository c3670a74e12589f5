-- cjson.safe returns nil and the text, without a position; its settings are its own.
-- lua-cjson: ran on cloudwu/lua-cjson f245b09
local cjson, safe = require "cjson", require "cjson.safe"

print(safe.encode { 1, "a" }, safe.decode '[1]'[1], safe.encode(nil))
print(safe.encode(print))
print(safe.encode { 1 / 0 })
print(safe.decode "[1,}")
print(safe.decode "")
print(safe.encode(setmetatable({}, { __len = function() error("boom", 0) end })))
print(select("#", safe.decode "null"), safe.decode "null" == safe.null, safe.null == cjson.null)
print(pcall(safe.decode))
print(pcall(safe.encode, 1, 2))
print(pcall(safe.encode_max_depth, 0))
safe.encode_max_depth(1)
print(safe.encode { {} })
print(cjson.encode { {} }, cjson.encode_max_depth())
print(safe.new().decode "x")
-- Output:
-- [1,"a"]	1	null
-- nil	Cannot serialise function: type not supported
-- nil	Cannot serialise number: must not be NaN or Infinity
-- nil	Expected value but found T_OBJ_END at character 4
-- nil	Expected value but found T_END at character 1
-- nil	boom
-- 1	true	true
-- false	bad argument #1 to 'cjson.safe.decode' (expected 1 argument)
-- false	bad argument #1 to 'cjson.safe.encode' (expected 1 argument)
-- false	bad argument #1 to 'cjson.safe.encode_max_depth' (expected integer between 1 and 2147483647)
-- nil	Cannot serialise, excessive nesting (2)
-- [{}]	1000
-- nil	Expected value but found invalid token at character 1
