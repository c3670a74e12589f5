-- To-be-closed variables of a failing task are closed, with the error.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.fork(function()
		local c <close> = setmetatable({}, { __close = function(_, err)
			print("closed with", err)
		end })
		skynet.sleep(1)
		error("broken", 0)
	end)
	skynet.sleep(2)
	print("done")
end)
-- Log:
-- broken
-- stack traceback:
-- Output:
-- closed with	broken
-- done
