-- An error in an init function ends the service: neither later init functions nor start run.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.init(function()
	print("done")
	error("init broken")
end)
skynet.init(function()
	print("second init: must not run")
end)
skynet.start(function()
	print("start: must not run")
end)
-- Log:
-- init service failed:
-- start_init_error.lua:7: init broken
-- stack traceback:
-- Output:
-- done
