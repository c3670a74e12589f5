-- A fork made in an init function runs while that function blocks, before the start function.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.init(function()
	skynet.fork(function()
		print("fork of init")
	end)
	print("init, before the sleep")
	skynet.sleep(1)
	print("init, after the sleep")
end)

skynet.start(function()
	print("start function")
	print("done")
end)
-- Output:
-- init, before the sleep
-- fork of init
-- init, after the sleep
-- start function
-- done
