-- skynet.exit inside a coroutine ends the service, not just the coroutine.
-- skynet: differs: a plain coroutine hands "QUIT" to its resumer, which goes on; luaws: it works (as skynet.coroutine)
local skynet = require "skynet"

skynet.start(function()
	local co = coroutine.wrap(function()
		print("done")
		skynet.exit()
		print("after exit: must not run")
	end)
	co()
	print("after the coroutine: must not run")
end)
-- Output:
-- done
