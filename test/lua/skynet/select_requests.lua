-- skynet.request: answers as they come, errors, who isn't there, timeouts, requests that are given up.
-- skynet: ran on 28e80870
local skynet = require "skynet"

if ... == "child" then
	skynet.start(function()
		skynet.dispatch("lua", function(_, _, cmd, ti, ...)
			if cmd == "fail" then error "broken" end
			skynet.sleep(ti)
			skynet.retpack(...)
		end)
	end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	print "by time"
	for req, resp in skynet.request
		{ child, "lua", "wait", 6, "six", nil }
		{ child, "lua", "wait", 4, "four" }
		{ child, "lua", "wait", 2, n = 4 }
		:select() do
		print(req[4], resp.n, resp[1])
	end
	print "failures"
	local r = skynet.request { child, "lua", "fail" }
	r:add { ".nobody", "lua" }
	r:add { child, "lua", "wait", 1, "ok" }
	for req, resp in r:select() do
		print(req[1] == child and req[3] or req[1], type(resp), resp and resp[1])
	end
	print(r.timeout)
	print((pcall(r.select, r)), (pcall(r, {})))
	print "timeout"
	local r = skynet.request()
	for i = 1, 4 do r:add { child, "lua", "wait", i * 10, i, token = "t" .. i } end
	for req, resp in r:select(25) do
		print(resp[1], req.token)
	end
	print(r.timeout)
	print "given up"
	for req, resp in skynet.request { child, "lua", "wait", 5, 1 } { child, "lua", "wait", 10, 2 }:select() do
		print(resp[1])
		break
	end
	print(skynet.call(child, "lua", "wait", 30, "later"))
	print "blocks inside"
	for req, resp in skynet.request { child, "lua", "wait", 1, "a" } { child, "lua", "wait", 5, "b" }:select() do
		print(resp[1], skynet.call(child, "lua", "wait", 10, "inner"))
	end
	print "none"
	for req in skynet.request():select() do print(req) end
	skynet.exit()
end)
-- Log:
-- broken
-- Output:
-- by time
-- 2	0	nil
-- 4	1	four
-- 6	1	six
-- failures
-- .nobody	nil	nil
-- fail	boolean	false
-- wait	table	ok
-- nil
-- false	false
-- timeout
-- 1	t1
-- 2	t2
-- true
-- given up
-- 1
-- later
-- blocks inside
-- a	inner
-- b	inner
-- none
