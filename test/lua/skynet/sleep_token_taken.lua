-- A sleep refused because its token is taken leaves no timer behind: the task's next sleep is whole.
-- skynet: differs: the refused sleep's timer wakes the task's next sleep; luaws: a refused sleep leaves nothing
local skynet = require "skynet"

skynet.start(function()
	skynet.fork(function()
		print("first", skynet.sleep(100, "token"))
	end)
	skynet.fork(function()
		print("refused", (pcall(skynet.sleep, 1, "token")))
		local t0 = skynet.now()
		skynet.sleep(5)
		print("slept in full", skynet.now() - t0 >= 5)
	end)
	skynet.sleep(8)
	print("wakeup", skynet.wakeup("token"))
	skynet.sleep(1)
	print("done")
end)
-- Output:
-- refused	false
-- slept in full	true
-- wakeup	true
-- first	BREAK
-- done
