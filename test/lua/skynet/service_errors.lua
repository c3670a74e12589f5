-- A handler's error ends its task only: the service goes on with its state; an error while another task waits leaves that one alone.
-- skynet: ran on f19d1605
local skynet = require "skynet"

if ... == "child" then
	local n = 0
	skynet.start(function()
		skynet.dispatch("lua", function(_, _, what)
			n = n + 1
			if what == "raise" then error "raised" end
			if what == "wait" then skynet.sleep(5) end
			skynet.retpack(n)
		end)
	end)
	return
end

skynet.start(function()
	local child = skynet.newservice(SERVICE_NAME, "child")
	skynet.fork(function() print("waited", skynet.call(child, "lua", "wait")) end)
	skynet.yield()
	for _ = 1, 3 do print((pcall(skynet.call, child, "lua", "raise"))) end
	skynet.send(child, "lua", "raise")
	print(skynet.call(child, "lua"))
	skynet.sleep(10)
	print("done")
end)
-- Output:
-- false
-- false
-- false
-- 6
-- waited	6
-- done
