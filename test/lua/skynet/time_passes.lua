-- now, time and hpc grow as one sleeps; now is in hundredths of a second, time in seconds.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local now, time, hpc = skynet.now(), skynet.time(), skynet.hpc()
	skynet.sleep(3)
	local dnow, dtime = skynet.now() - now, skynet.time() - time
	print("now", dnow >= 3, dnow < 100)
	print("time", dtime > 0.029, dtime < 1)
	print("both agree", math.abs(dtime - dnow / 100) < 0.001)
	print("hpc", skynet.hpc() > hpc)
	print("done")
end)
-- Output:
-- now	true	true
-- time	true	true
-- both agree	true
-- hpc	true
-- done
