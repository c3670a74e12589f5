-- A lock made of wait and wakeup: critical sections that block don't overlap, and are entered in order.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local locked, queue = false, {}

local function lock()
	if locked then
		local me = coroutine.running()
		queue[#queue + 1] = me
		skynet.wait(me)
	end
	locked = true
end

local function unlock()
	locked = false
	local next_task = table.remove(queue, 1)
	if next_task then
		locked = true
		skynet.wakeup(next_task)
	end
end

skynet.start(function()
	for i = 1, 3 do
		skynet.fork(function()
			lock()
			print("in", i)
			skynet.sleep(1)
			print("out", i)
			unlock()
		end)
	end
	skynet.sleep(8)
	print("done")
end)
-- Output:
-- in	1
-- out	1
-- in	2
-- out	2
-- in	3
-- out	3
-- done
