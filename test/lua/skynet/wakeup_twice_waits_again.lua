-- The second of two wakeups reaches the next wait on that token, if it comes before anything else runs.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.fork(function()
		for i = 1, 3 do
			skynet.wait("token")
			print("woken", i)
		end
	end)
	skynet.sleep(1)
	skynet.wakeup("token")
	skynet.wakeup("token")
	print("main")
	skynet.sleep(1)
	print("the third wait still waits")
	skynet.wakeup("token")
	skynet.sleep(1)
	print("done")
end)
-- Output:
-- main
-- woken	1
-- woken	2
-- the third wait still waits
-- woken	3
-- done
