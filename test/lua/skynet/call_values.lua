-- call sends copies of its values and returns copies of the answer's.
-- skynet: ran on 28e80870
local skynet = require "skynet"

if ... == "child" then
	skynet.start(function()
		skynet.dispatch("lua", function(session, source, cmd, ...)
			if cmd == "count" then
				skynet.retpack(select("#", ...))
			elseif cmd == "change" then
				local t = ...
				t.x, t[1] = "changed", nil
				skynet.retpack(t)
			else
				skynet.ret(skynet.pack(...))
			end
		end)
	end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	local function echo(...) return skynet.call(child, "lua", "echo", ...) end
	print(echo(nil, true, false, 1, -1, 1.5, "text", nil))
	print(skynet.call(child, "lua", "count", nil, nil), select("#", echo()), select("#", echo(nil, nil)))
	print(echo(math.maxinteger, math.mininteger, 1 << 53, (1 << 53) + 1, 2^53, -0.0, 1 / 0))
	for _, v in ipairs { 1, 1.0, 1 << 40, 2.0 ^ 40 } do
		print(v, math.type(echo(v)))
	end
	local t = { 1, 2, 3, x = { y = "z" } }
	local u = skynet.call(child, "lua", "change", t)
	print(t[1], t.x.y, u[1], u.x)
	print(#echo(("x"):rep(1 << 20)), echo("\0\255") == "\0\255")
	local big = {}
	for i = 1, 10000 do big[i], big["k" .. i] = i, i end
	local got = echo(big)
	print(#got, got[10000], got.k10000)
	print(getmetatable(echo(setmetatable({ 1 }, { __index = {} }))))
	print(echo(setmetatable({}, { __pairs = function() return next, { a = 1 } end })).a)
	skynet.exit()
end)
-- Output:
-- nil	true	false	1	-1	1.5	text	nil
-- 2	0	2
-- 9223372036854775807	-9223372036854775808	9007199254740992	9007199254740993	9.007199254741e+15	-0.0	inf
-- 1	integer
-- 1.0	float
-- 1099511627776	integer
-- 1099511627776.0	float
-- 1	z	nil	changed
-- 1048576	true
-- 10000	10000	10000
-- nil
-- 1
