-- Tasks are told apart by coroutine.running; it stays the same across blocking.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local seen, n = {}, 0
	for i = 1, 5 do
		skynet.fork(function()
			local me = coroutine.running()
			if not seen[me] then
				seen[me] = i
				n = n + 1
			end
			skynet.sleep(1)
			print(i, coroutine.running() == me, seen[me] == i)
		end)
	end
	skynet.sleep(3)
	print(n, seen[coroutine.running()])
	print("done")
end)
-- Output:
-- 1	true	true
-- 2	true	true
-- 3	true	true
-- 4	true	true
-- 5	true	true
-- 5	nil
-- done
