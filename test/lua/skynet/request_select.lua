-- request:select gives answers as they come, failed ones without a response, and ends after its time.
-- skynet: ran on f19d1605
local skynet = require "skynet"

if ... == "child" then
	skynet.start(function()
		skynet.dispatch("lua", function(_, _, time, ...)
			if time < 0 then error "no" end
			skynet.sleep(time)
			skynet.ret(skynet.pack(...))
		end)
	end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	for req, resp in skynet.request { child, "lua", 9, "slow", 1 } { child, "lua", 3, "fast", 2 } { child, "lua", 6, "middle" } :select() do
		print(req[4], resp[1], resp[2], #resp, resp.n)
	end
	local requests = skynet.request()
	requests:add { child, "lua", 1, "a", token = "first" }
	requests:add { child, "lua", -1, token = "second" }
	requests:add { child, "lua", 50, "late", token = "third" }
	local n = 0
	for req, resp in requests:select(10) do
		n = n + 1
		print(req.token, resp and resp[1])
	end
	print(n, requests.timeout)
	for _ in skynet.request():select() do print "never" end
	for req, resp in skynet.request { child, "lua", 1, "x" } :select() do
		print("a call inside", skynet.call(child, "lua", 1, resp[1] .. "!"))
		break
	end
	print("late ones are dropped")
	skynet.sleep(60)
	print("done")
end)
-- Output:
-- fast	fast	2	2	2
-- middle	middle	nil	1	1
-- slow	slow	1	2	2
-- second	false
-- first	a
-- 2	true
-- a call inside	x!
-- late ones are dropped
-- done
