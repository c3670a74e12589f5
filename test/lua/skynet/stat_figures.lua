-- stat, mqlen, endless, memlimit, skynet.profile.
-- skynet: ran on 28e80870
local skynet = require "skynet"
local profile = require "skynet.profile"

skynet.memlimit(64 * 1024 * 1024)

skynet.start(function()
	print(skynet.mqlen(), skynet.stat "mqlen", skynet.endless(), skynet.stat "endless")
	for i = 1, 3 do skynet.send(skynet.self(), "debug", "PING") end
	print(skynet.mqlen(), skynet.stat "message" < 20, skynet.stat "cpu" < 5, skynet.stat "time" < 5)
	print(math.type(skynet.stat "message"), math.type(skynet.stat "cpu"))
	print((pcall(skynet.stat)))
	print((pcall(profile.stop)))
	profile.start()
	print((pcall(profile.start)))
	skynet.sleep(100)
	local t = profile.stop()
	print(math.type(t), t >= 0, t < 0.5)
	profile.start()
	skynet.sleep(1)
	local sum = 0
	for i = 1, 1000000 do sum = sum + i end
	print(profile.stop() > 0.0001)
	print(skynet.pcall(error, "x"))
	skynet.exit()
end)
-- Log:
-- Set memory limit to 64.00 M
-- Output:
-- 0	0	false	0
-- 3	true	true	true
-- integer	float
-- false
-- false
-- false
-- float	true	true
-- true
-- false	x
