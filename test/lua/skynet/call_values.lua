-- What crosses in a call: kinds and numbers as they are, nils in the middle and at the end, copies of tables.
-- skynet: ran on f19d1605
local skynet = require "skynet"

if ... == "child" then
	skynet.start(function()
		skynet.dispatch("lua", function(_, _, ...)
			local n = select("#", ...)
			local last = n > 0 and select(n, ...)
			if type(last) == "table" then last.changed = true end
			skynet.ret(skynet.pack(n, ...))
		end)
	end)
	return
end

local function show(...)
	local t = table.pack(...)
	for i = 1, t.n do
		local v = t[i]
		t[i] = math.type(v) or type(v)
		if type(v) ~= "table" and type(v) ~= "nil" then t[i] = t[i] .. ":" .. tostring(v) end
	end
	print(table.concat(t, " ", 1, t.n))
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	show(skynet.call(child, "lua"))
	show(skynet.call(child, "lua", nil))
	show(skynet.call(child, "lua", nil, 1, nil, nil))
	show(skynet.call(child, "lua", 0, -1, 127, 128, 255, 256, 65535, 65536, 2 ^ 31 | 0, -2147483648, 1 << 40, math.mininteger, math.maxinteger))
	show(skynet.call(child, "lua", 0.0, 1.5, -0.5, 1e300, 2 ^ 40))
	show(skynet.call(child, "lua", true, false, "", "a\1b", ("x"):rep(40)))
	local _, long = skynet.call(child, "lua", ("y"):rep(100000))
	print(#long, long == ("y"):rep(100000))
	local t = { 1, 2, nil, 4, x = { y = { z = "deep" } }, [2.5] = "float", [true] = "bool" }
	local n, back = skynet.call(child, "lua", t)
	print(n, back == t, t.changed, back.changed)
	print(back[1], back[2], back[4], back.x.y.z, back[2.5], back[true])
	local shared = { "shared" }
	local _, pair = skynet.call(child, "lua", { shared, shared })
	print(pair[1] == pair[2], pair[1][1], pair[2][1])
	local _, meta = skynet.call(child, "lua", setmetatable({ 5 }, { __index = { 6 } }))
	print(meta[1], getmetatable(meta))
	local _, pairing = skynet.call(child, "lua", setmetatable({}, { __pairs = function() return next, { k = "by pairs" }, nil end }))
	print(pairing.k)
end)
-- Output:
-- integer:0
-- integer:1 nil
-- integer:4 nil integer:1 nil nil
-- integer:13 integer:0 integer:-1 integer:127 integer:128 integer:255 integer:256 integer:65535 integer:65536 integer:2147483648 integer:-2147483648 integer:1099511627776 integer:-9223372036854775808 integer:9223372036854775807
-- integer:5 float:0.0 float:1.5 float:-0.5 float:1e+300 float:1099511627776.0
-- integer:5 boolean:true boolean:false string: string:ab string:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
-- 100000	true
-- 1	false	nil	true
-- 1	2	4	deep	float	bool
-- false	shared	shared
-- 5	nil
-- by pairs
