-- A coroutine that is blocked can't be resumed by another task: an error, not a mix-up.
-- skynet: differs: a plain coroutine hands "SUSPEND" to its resumer; luaws: it works (as skynet.coroutine)
local skynet = require "skynet"

skynet.start(function()
	local co = coroutine.create(function()
		skynet.sleep(2)
		return "value"
	end)
	skynet.fork(function()
		print("first task", coroutine.resume(co))
	end)
	skynet.fork(function()
		print("second task", (coroutine.resume(co)))
	end)
	skynet.sleep(4)
	print(coroutine.status(co))
	print("done")
end)
-- Output:
-- second task	false
-- first task	true	value
-- dead
-- done
