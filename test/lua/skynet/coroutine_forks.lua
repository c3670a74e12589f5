-- fork inside a coroutine makes a task of its own; it starts when the task blocks.
-- skynet: differs: a plain coroutine hands "SUSPEND" to its resumer; luaws: it works (as skynet.coroutine)
local skynet = require "skynet"

skynet.start(function()
	local co = coroutine.wrap(function()
		skynet.fork(function()
			print("fork begins")
			skynet.sleep(1)
			print("fork ends")
		end)
		print("coroutine, after fork")
		skynet.sleep(3)
		print("coroutine, after sleep")
	end)
	co()
	print("done")
end)
-- Output:
-- coroutine, after fork
-- fork begins
-- fork ends
-- coroutine, after sleep
-- done
