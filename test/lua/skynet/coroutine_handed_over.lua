-- A coroutine that blocked under one task can be resumed by another once it yielded.
-- skynet: differs: a plain coroutine hands "SUSPEND" to its resumer; luaws: it works (as skynet.coroutine)
local skynet = require "skynet"

skynet.start(function()
	local gen = coroutine.wrap(function()
		for i = 1, 3 do
			skynet.sleep(1)
			coroutine.yield("value " .. i)
		end
	end)
	for task = 1, 3 do
		skynet.fork(function()
			skynet.sleep(task * 3)
			print("task " .. task, gen())
		end)
	end
	skynet.sleep(15)
	print("done")
end)
-- Output:
-- task 1	value 1
-- task 2	value 2
-- task 3	value 3
-- done
