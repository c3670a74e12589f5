-- wait with a token, and wakeup, inside a coroutine.
-- skynet: differs: a plain coroutine hands "SUSPEND" to its resumer; luaws: it works (as skynet.coroutine)
local skynet = require "skynet"

skynet.start(function()
	local gen = coroutine.wrap(function()
		skynet.wait("token")
		coroutine.yield("woken from wait")
		return skynet.sleep(1000, "token")
	end)
	skynet.fork(function()
		print(gen())
		print(gen())
	end)
	skynet.sleep(1)
	print(skynet.wakeup("token"))
	skynet.sleep(1)
	print(skynet.wakeup("token"))
	skynet.sleep(1)
	print("done")
end)
-- Output:
-- true
-- woken from wait
-- true
-- BREAK
-- done
