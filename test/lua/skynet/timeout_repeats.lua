-- A function that sets its own next timeout: the usual ticker.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local n, first = 0, skynet.now()
	local function tick()
		n = n + 1
		print("tick", n, skynet.now() - first >= n)
		if n < 4 then
			skynet.timeout(1, tick)
		else
			print("done")
		end
	end
	skynet.timeout(1, tick)
end)
-- Output:
-- tick	1	true
-- tick	2	true
-- tick	3	true
-- tick	4	true
-- done
