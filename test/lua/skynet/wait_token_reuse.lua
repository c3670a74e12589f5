-- A token can be waited on again once its waiter has been woken and has run.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	for i = 1, 3 do
		skynet.fork(function()
			skynet.sleep(i)
			skynet.wait("token")
			print("waiter", i)
		end)
		skynet.timeout(i, function()
			skynet.yield()
			print("wakeup", skynet.wakeup("token"))
		end)
	end
	skynet.sleep(6)
	print("done")
end)
-- Output:
-- wakeup	true
-- waiter	1
-- wakeup	true
-- waiter	2
-- wakeup	true
-- waiter	3
-- done
