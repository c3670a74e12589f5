-- A timer's function is a task: it may block, and does not hold up others.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.timeout(1, function()
		print("slow begins")
		skynet.sleep(2)
		print("slow ends")
	end)
	skynet.timeout(2, function()
		print("quick")
	end)
	skynet.sleep(5)
	print("done")
end)
-- Output:
-- slow begins
-- quick
-- slow ends
-- done
