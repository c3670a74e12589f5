-- The start function may fail after it blocked: the service ends all the same.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.fork(function()
		print("fork runs while start sleeps")
		skynet.sleep(10)
		print("must not be reached")
	end)
	skynet.sleep(1)
	print("done")
	local t
	t.field = 1
end)
-- Log:
-- init service failed:
-- start_error_late.lua:14: attempt to index a nil value (local 't')
-- stack traceback:
-- Output:
-- fork runs while start sleeps
-- done
