-- An error in a timer's function is logged; the service and its other timers go on.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.timeout(1, function()
		error("timer broke")
	end)
	skynet.timeout(1, function()
		print("next timer of the same time")
	end)
	skynet.sleep(3)
	print("done")
end)
-- Log:
-- timeout_error.lua:7: timer broke
-- stack traceback:
-- Output:
-- next timer of the same time
-- done
