-- Between two points that block a task isn't interrupted: a counter needs no lock.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local inside, most, total = 0, 0, 0
	for _ = 1, 20 do
		skynet.fork(function()
			for _ = 1, 5 do
				inside = inside + 1
				most = math.max(most, inside)
				for _ = 1, 100 do total = total + 1 end
				inside = inside - 1
				skynet.yield()
			end
		end)
	end
	skynet.sleep(2)
	print(inside, most, total)
	print("done")
end)
-- Output:
-- 0	1	10000
-- done
