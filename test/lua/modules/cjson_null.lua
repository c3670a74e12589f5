-- null is one value wherever it comes from, and stays itself in a message.
-- skynet: ran on f19d1605, with openresty/lua-cjson 5ce46a8
local skynet = require "skynet"
local cjson, safe = require "cjson", require "cjson.safe"

skynet.start(function()
	local packed = { skynet.unpack(skynet.pack(cjson.null, { cjson.null, a = cjson.null }, cjson.empty_array)) }
	print(packed[1] == cjson.null, packed[2][1] == safe.null, packed[2].a == cjson.new().null, packed[3] == cjson.empty_array)
	print(type(packed[1]), tostring(packed[1]), rawequal(packed[1], cjson.decode "null"))
	local keys = { [cjson.null] = "found" }
	print(keys[cjson.decode "[null]"[1]], next(keys) == cjson.null)
	print(cjson.encode(packed[2][1]), cjson.encode { packed[3] })
	print(pcall(function() return cjson.null.x end))
	print(pcall(function() return cjson.null + 1 end))
end)
-- Output:
-- true	true	true	true
-- userdata	userdata: (nil)	true
-- found	true
-- null	[[]]
-- false	modules/cjson_null.lua:13: attempt to index a userdata value (field 'null')
-- false	modules/cjson_null.lua:14: attempt to perform arithmetic on a userdata value (field 'null')
