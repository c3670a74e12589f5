-- A queue between two tasks, made of wait and wakeup.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local queue, consumer = {}, nil
	consumer = skynet.fork(function()
		for _ = 1, 5 do
			while #queue == 0 do
				print("consumer waits")
				skynet.wait()
			end
			print("took", table.remove(queue, 1))
		end
		print("done")
	end)
	for i = 1, 5 do
		queue[#queue + 1] = i
		skynet.wakeup(consumer)
		if i % 2 == 0 then
			skynet.sleep(1)
		end
	end
end)
-- Output:
-- took	1
-- took	2
-- consumer waits
-- took	3
-- took	4
-- consumer waits
-- consumer waits
-- took	5
-- done
