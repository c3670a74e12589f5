-- An error while a suspended task is closed at exit doesn't keep the service from ending.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.fork(function()
		local c <close> = setmetatable({}, { __close = function()
			print("closing fails")
			error("in close")
		end })
		skynet.wait()
	end)
	skynet.yield()
	local last <close> = setmetatable({}, { __close = function() print("done") end })
	skynet.exit()
end)
-- Output:
-- closing fails
-- done
