-- A wrapped coroutine may block: the task that called it blocks, and gets what the coroutine yields.
-- skynet: differs: a plain coroutine hands "SUSPEND" to its resumer; luaws: it works (as skynet.coroutine)
local skynet = require "skynet"

skynet.start(function()
	local gen = coroutine.wrap(function(a)
		print("begins with", a)
		skynet.sleep(1)
		print("has slept")
		local b = coroutine.yield("first")
		skynet.sleep(1)
		return "last", b
	end)
	skynet.fork(print, "the other task runs meanwhile")
	print(gen("a"))
	print(gen("b"))
	print((pcall(gen)))
	print("done")
end)
-- Output:
-- begins with	a
-- the other task runs meanwhile
-- has slept
-- first
-- last	b
-- false
-- done
