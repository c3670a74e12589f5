-- skynet.exit in an init function: the start function never runs.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.init(function()
	print("init")
	print("done")
	skynet.exit()
end)
skynet.init(function()
	print("second init: must not run")
end)
skynet.start(function()
	print("start: must not run")
end)
-- Output:
-- init
-- done
