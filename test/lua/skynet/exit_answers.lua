-- What exit leaves behind: callers get errors, calls out are dropped, later sends are lost, the name is free again.
-- skynet: ran on f19d1605
local skynet = require "skynet"
require "skynet.manager"

if ... == "child" then
	skynet.start(function()
		skynet.register ".exiting"
		skynet.dispatch("lua", function(_, source, what)
			if what == "wait" then skynet.wait() end
			if what == "call" then
				skynet.fork(function()
					print("its call out", pcall(skynet.call, source, "lua", "slow"))
				end)
				skynet.retpack()
			end
			if what == "exit" then
				skynet.fork(function() print "a fork before exit never runs" end)
				skynet.exit()
				print "nothing after exit"
			end
		end)
	end)
	return
end

skynet.start(function()
	skynet.dispatch("lua", function()
		skynet.sleep(5)
		print("the answer goes nowhere", skynet.retpack("late"))
	end)
	local child = skynet.newservice(SERVICE_NAME, "child")
	print(skynet.localname(".exiting") == child)
	local failed = {}
	for i = 1, 2 do
		skynet.fork(function() failed[i] = not pcall(skynet.call, child, "lua", "wait") end)
	end
	skynet.yield()
	skynet.call(child, "lua", "call")
	print("exit", (pcall(skynet.call, child, "lua", "exit")))
	skynet.sleep(10)
	print("waiters", failed[1], failed[2])
	print(skynet.localname ".exiting", (pcall(skynet.call, ".exiting", "lua")))
	print("done")
end)
-- Output:
-- true
-- exit	false
-- the answer goes nowhere	false
-- waiters	true	true
-- nil	false
-- done
