-- Sleeping tasks and timeouts of the same time share one order.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	for i = 1, 3 do
		skynet.fork(function()
			skynet.sleep(2)
			print("sleep", i)
			skynet.timeout(2, function()
				print("second timeout", i)
			end)
			skynet.sleep(2)
			print("second sleep", i)
		end)
	end
	skynet.timeout(2, function()
		print("timeout, set before the forks ran")
	end)
	skynet.sleep(6)
	print("done")
end)
-- Output:
-- timeout, set before the forks ran
-- sleep	1
-- sleep	2
-- sleep	3
-- second timeout	1
-- second sleep	1
-- second timeout	2
-- second sleep	2
-- second timeout	3
-- second sleep	3
-- done
