-- A token can be waited on again once its waiter has run.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	for i = 1, 3 do
		skynet.fork(function()
			skynet.wait("token")
			print("waiter", i)
		end)
		skynet.yield()
		print("wakeup", skynet.wakeup("token"))
		skynet.yield()
		print("nobody", select("#", skynet.wakeup("token")))
	end
	print("done")
end)
-- Output:
-- wakeup	true
-- waiter	1
-- nobody	0
-- wakeup	true
-- waiter	2
-- nobody	0
-- wakeup	true
-- waiter	3
-- nobody	0
-- done
