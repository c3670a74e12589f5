-- An uncaught error from a coroutine that blocked ends its task and is logged.
-- skynet: differs: a plain coroutine hands "SUSPEND" to its resumer; luaws: it works (as skynet.coroutine)
local skynet = require "skynet"

skynet.start(function()
	skynet.fork(function()
		coroutine.wrap(function()
			skynet.sleep(1)
			error("broke in the coroutine")
		end)()
		print("must not be reached")
	end)
	skynet.sleep(3)
	print("done")
end)
-- Output:
-- done
-- Log:
-- broke in the coroutine
-- stack traceback:
