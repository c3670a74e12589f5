-- A sleep with a token is woken by that token, not by its thread.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local token = {}
	local task = skynet.fork(function()
		print("woke with", skynet.sleep(100, token))
	end)
	skynet.sleep(1)
	print("by thread", select("#", skynet.wakeup(task)))
	print("by an equal table", select("#", skynet.wakeup({})))
	print("by token", skynet.wakeup(token))
	skynet.sleep(1)
	print("token is free again", select("#", skynet.wakeup(token)))
	print("done")
end)
-- Output:
-- by thread	0
-- by an equal table	0
-- by token	true
-- woke with	BREAK
-- token is free again	0
-- done
