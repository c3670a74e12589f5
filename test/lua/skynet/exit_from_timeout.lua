-- A service whose start function returned lives on until some task ends it.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.timeout(2, function()
		print("timeout")
		print("done")
		skynet.exit()
	end)
	print("start returns")
end)
-- Output:
-- start returns
-- timeout
-- done
