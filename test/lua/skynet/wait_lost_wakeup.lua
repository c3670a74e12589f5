-- A wakeup of a task that isn't waiting is not remembered.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	print("nobody", select("#", skynet.wakeup("token")))
	print("nil", select("#", skynet.wakeup(nil)))
	print("oneself", select("#", skynet.wakeup(coroutine.running())))
	skynet.fork(function()
		skynet.wait("token")
		print("waiter runs")
	end)
	skynet.sleep(1)
	print("the waiter still waits")
	print("now", skynet.wakeup("token"))
	skynet.sleep(1)
	print("done")
end)
-- Output:
-- nobody	0
-- nil	0
-- oneself	0
-- the waiter still waits
-- now	true
-- waiter runs
-- done
