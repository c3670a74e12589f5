-- Which tables are arrays: holes, sparse ones, empty ones, metamethods.
-- lua-cjson: ran on cloudwu/lua-cjson f245b09
local cjson = require "cjson"

print(cjson.encode {}, cjson.encode { {} })
print(cjson.encode { 1, nil, 3 }, cjson.encode { nil, nil, 3 }, cjson.encode { [5] = 1 }, cjson.encode { [10] = 1 })
print(pcall(cjson.encode, { [11] = 1 }))
print(pcall(cjson.encode, { 1, 2, 3, 4, 5, 6, [12] = 12 }))
print(pcall(cjson.encode, { 1, 2, 3, 4, 5, [13] = 13 }))
local gone = {}
for i = 1, 40 do gone[i] = i end
for i = 1, 39 do gone[i] = nil end
print(pcall(cjson.encode, gone))
print(cjson.encode { [1] = "a", [2.0] = "b" })

print(cjson.encode_sparse_array(true))
print(cjson.encode { [11] = 1 }, cjson.encode { [5] = 1 })
print(cjson.encode_sparse_array(nil, 1, 0))
print(cjson.encode { [2] = 1 }, cjson.encode { 1, 2 })
print(cjson.encode_sparse_array("off", 0, 2))
print(#cjson.encode { [1000] = 1 })
cjson.encode_sparse_array(false, 2, 10)

print(cjson.encode_empty_table_as_array(true))
print(cjson.encode {}, cjson.encode { a = {} })
print(cjson.encode_empty_table_as_array(false))

local proxy = setmetatable({}, { __len = function() return 3 end, __index = function(_, i) return i * 10 end })
print(cjson.encode(proxy), cjson.encode { p = proxy })
print(cjson.encode(setmetatable({ 1, 2 }, { __len = function() return 0 end })))
print(cjson.encode(setmetatable({ 1, [3] = 3 }, { __index = function(_, i) return "i" .. i end })))
print(cjson.encode(setmetatable({ a = 1 }, { __index = { b = 2 } })))
print(pcall(cjson.encode, setmetatable({}, { __len = function() return "3" end })))
print(pcall(cjson.encode, setmetatable({}, { __len = function() error("boom", 0) end })))
-- Output:
-- {}	[{}]
-- [1,null,3]	[null,null,3]	[null,null,null,null,1]	[null,null,null,null,null,null,null,null,null,1]
-- false	Cannot serialise table: excessively sparse array
-- true	[1,2,3,4,5,6,null,null,null,null,null,12]
-- false	Cannot serialise table: excessively sparse array
-- false	Cannot serialise table: excessively sparse array
-- ["a","b"]
-- true	2	10
-- {"11":1}	[null,null,null,null,1]
-- true	1	0
-- {"2":1}	[1,2]
-- false	0	2
-- 4998
-- true
-- []	{"a":[]}
-- false
-- [10,20,30]	{"p":[10,20,30]}
-- []
-- [1,"i2",3]
-- {"a":1}
-- false	__len should return integer
-- false	boom
