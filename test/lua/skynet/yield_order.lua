-- yield goes to the end of the mailbox: forks and whatever was there before run first.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local function worker(name)
		for round = 1, 3 do
			print(name, round)
			skynet.yield()
		end
	end
	skynet.fork(worker, "a")
	skynet.fork(worker, "b")
	skynet.timeout(0, function() worker("c") end)
	print("main")
	skynet.yield()
	print("main again")
	skynet.sleep(1)
	print("done")
end)
-- Output:
-- main
-- a	1
-- b	1
-- c	1
-- main again
-- a	2
-- b	2
-- c	2
-- a	3
-- b	3
-- c	3
-- done
