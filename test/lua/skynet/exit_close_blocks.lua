-- A to-be-closed variable can't block while its task is closed at exit.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.fork(function()
		local c <close> = setmetatable({}, { __close = function()
			print("closing")
			print("sleep", (pcall(skynet.sleep, 1)))
			print("done")
		end })
		skynet.wait()
	end)
	skynet.yield()
	skynet.exit()
end)
-- Output:
-- closing
-- sleep	false
-- done
