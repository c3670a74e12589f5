-- Even a sleep(0) can be woken before its time.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.fork(function()
		print("sleep(0)", skynet.sleep(0, "token"))
		print("and again", select("#", skynet.sleep(0, "token")))
	end)
	skynet.fork(function()
		print("wakeup", skynet.wakeup("token"))
	end)
	skynet.sleep(1)
	print("done")
end)
-- Output:
-- wakeup	true
-- sleep(0)	BREAK
-- and again	0
-- done
