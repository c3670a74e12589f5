-- Endless recursion is an error like others: pcall catches it, uncaught it is logged, the service lives on.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local function endless(n)
	return 1 + endless(n + 1)
end

skynet.start(function()
	local ok, err = pcall(endless, 1)
	print(ok, string.find(err, "stack overflow", 1, true) ~= nil)
	skynet.fork(endless, 1)
	skynet.sleep(1)
	print("main goes on")
	print("done")
end)
-- Log:
-- stack overflow
-- stack traceback:
-- Output:
-- false	true
-- main goes on
-- done
