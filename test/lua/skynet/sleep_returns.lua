-- sleep and yield that ran out return nothing; woken early they return "BREAK"; wait never returns anything.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local function show(name, ...)
	print(name, select("#", ...), ...)
end

skynet.start(function()
	local me = coroutine.running()
	local function wake()
		skynet.wakeup(me)
	end
	show("sleep", skynet.sleep(1))
	show("yield", skynet.yield())
	skynet.fork(wake)
	show("sleep, woken", skynet.sleep(1000))
	skynet.fork(wake)
	show("yield, woken", skynet.yield())
	skynet.fork(wake)
	show("wait, woken", skynet.wait())
	print("done")
end)
-- Output:
-- sleep	0
-- yield	0
-- sleep, woken	1	BREAK
-- yield, woken	1	BREAK
-- wait, woken	0
-- done
