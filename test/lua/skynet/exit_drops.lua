-- At exit, forks that haven't started, woken tasks that haven't resumed and timers are dropped.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.fork(function()
		skynet.wait("token")
		print("waiter: must not resume")
	end)
	skynet.yield()
	skynet.timeout(0, function() print("timeout(0): must not run") end)
	skynet.timeout(1, function() print("timeout(1): must not run") end)
	skynet.fork(function() print("fork: must not run") end)
	print("woken", skynet.wakeup("token"))
	print("done")
	skynet.exit()
end)
-- Output:
-- woken	true
-- done
