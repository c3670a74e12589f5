-- Functions given to skynet.init run before the start function, in order, and may block.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.init(function()
	print("init 1 begins")
	skynet.sleep(2)
	print("init 1 ends")
end)
skynet.init(function()
	print("init 2")
end)

skynet.start(function()
	print("start function")
	print("done")
end)
-- Output:
-- init 1 begins
-- init 1 ends
-- init 2
-- start function
-- done
