-- A sleep that was woken leaves nothing behind: the next sleep lasts its full time.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local task = skynet.fork(function()
		print("first", skynet.sleep(2))
		local t0 = skynet.now()
		print("second", select("#", skynet.sleep(4)), skynet.now() - t0 >= 4)
	end)
	skynet.sleep(1)
	print("wakeup", skynet.wakeup(task))
	skynet.sleep(7)
	print("done")
end)
-- Output:
-- wakeup	true
-- first	BREAK
-- second	0	true
-- done
