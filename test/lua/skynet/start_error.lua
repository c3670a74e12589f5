-- An error in the start function is logged with its traceback and ends the service: nothing it queued runs.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.fork(function()
		print("fork: must not run")
	end)
	skynet.timeout(1, function()
		print("timeout: must not run")
	end)
	print("done")
	error("no database")
end)
-- Log:
-- init service failed:
-- start_error.lua:13: no database
-- stack traceback:
-- Output:
-- done
