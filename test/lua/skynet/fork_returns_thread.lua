-- skynet.fork and skynet.timeout return the task's thread: the one coroutine.running gives inside it.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local a, b
	a = skynet.fork(function()
		print("fork", coroutine.running() == a, select(2, coroutine.running()), coroutine.isyieldable())
	end)
	b = skynet.timeout(1, function()
		print("timeout", coroutine.running() == b, select(2, coroutine.running()), coroutine.isyieldable())
	end)
	print(type(a), type(b), a ~= b, a ~= coroutine.running())
	print(coroutine.status(a), coroutine.status(b))
	skynet.sleep(2)
	print("done")
end)
-- Output:
-- thread	thread	true	true
-- suspended	suspended
-- fork	true	false	true
-- timeout	true	false	true
-- done
