-- A long chain of tasks, each waking the next, all within one turn of the service.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local n, ran = 1000, 0
	for i = 1, n do
		skynet.fork(function()
			skynet.wait(i)
			ran = ran + 1
			skynet.wakeup(i + 1)
		end)
	end
	skynet.sleep(1)
	skynet.timeout(0, function() print("timeout(0) sees", ran) end)
	skynet.wakeup(1)
	print("before", ran)
	skynet.yield()
	print("after", ran)
	print("done")
end)
-- Output:
-- before	0
-- timeout(0) sees	1000
-- after	1000
-- done
