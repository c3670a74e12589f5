-- now doesn't go back, and hpc grows within one turn.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local last, back = skynet.now(), false
	for _ = 1, 100 do
		local now = skynet.now()
		back = back or now < last
		last = now
	end
	print("went back", back)
	local h = skynet.hpc()
	for _ = 1, 10000 do end
	print("hpc not smaller", skynet.hpc() >= h)
	print("done")
end)
-- Output:
-- went back	false
-- hpc not smaller	true
-- done
