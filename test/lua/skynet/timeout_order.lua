-- Timers run by time, those of the same time in the order in which they were set.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.timeout(3, function() print("3 a") end)
	skynet.timeout(2, function() print("2 a") end)
	skynet.timeout(1, function() print("1 a") end)
	skynet.timeout(2, function() print("2 b") end)
	skynet.timeout(3, function() print("3 b") end)
	skynet.timeout(1, function() print("1 b") end)
	skynet.sleep(5)
	print("done")
end)
-- Output:
-- 1 a
-- 1 b
-- 2 a
-- 2 b
-- 3 a
-- 3 b
-- done
