-- Inside a coroutine of a task, coroutine.running gives that coroutine, not the task's thread.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local task = coroutine.running()
	local co
	co = coroutine.create(function()
		local running, main = coroutine.running()
		print(running == co, running == task, main, coroutine.isyieldable())
		print(coroutine.status(task), coroutine.status(co))
		coroutine.yield()
	end)
	coroutine.resume(co)
	print(coroutine.status(task), coroutine.status(co))
	skynet.fork(function()
		print("from another task", coroutine.status(task), coroutine.status(co))
	end)
	skynet.yield()
	print(coroutine.close(co), coroutine.status(co))
	print("done")
end)
-- Output:
-- true	false	false	true
-- normal	running
-- running	suspended
-- from another task	suspended	suspended
-- true	dead
-- done
