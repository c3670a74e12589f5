-- Woken tasks resume in the order in which they were woken, when the waking task blocks or ends.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	for i = 1, 4 do
		skynet.fork(function()
			skynet.wait(i)
			print("woken", i)
		end)
	end
	skynet.sleep(1)
	for _, i in ipairs { 3, 1, 4, 2 } do
		skynet.wakeup(i)
	end
	print("main still runs")
	skynet.yield()
	print("done")
end)
-- Output:
-- main still runs
-- woken	3
-- woken	1
-- woken	4
-- woken	2
-- done
