-- A task that is killed leaves the queue, or no longer waits for it.
-- skynet: not run; who is killed in a queue keeps it there for ever
local skynet = require "skynet"
local queue = require "skynet.queue"

skynet.start(function()
	local q = queue()
	local holder = skynet.fork(q, skynet.wait)
	skynet.sleep(1)
	local waits = skynet.fork(q, print, "killed while waiting")
	skynet.fork(q, print, "comes after")
	skynet.sleep(1)
	skynet.killthread(waits)
	skynet.killthread(holder)
	skynet.sleep(1)
	-- killed between being let in and running
	local first = skynet.fork(q, skynet.sleep, 2)
	skynet.sleep(1)
	local second = skynet.fork(q, print, "second")
	skynet.fork(q, print, "third")
	skynet.fork(function() q(function() print "in" q(error, {}) end) end)
	skynet.sleep(0)
	skynet.killthread(first)
	skynet.killthread(second)
	skynet.sleep(5)
	print(q(function() return "free", skynet.task() end))
	skynet.exit()
end)
-- Log:
-- lua call
-- Output:
-- comes after
-- third
-- in
-- free	0
