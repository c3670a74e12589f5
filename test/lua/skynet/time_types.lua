-- What the clocks return: centiseconds and start time whole, time a float, hpc nanoseconds.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	print("now", math.type(skynet.now()))
	print("time", math.type(skynet.time()))
	print("starttime", math.type(skynet.starttime()))
	print("hpc", math.type(skynet.hpc()))
	print("time is starttime and now", math.abs(skynet.time() - (skynet.starttime() + skynet.now() / 100)) < 0.001)
	print("starttime stays", skynet.starttime() == skynet.starttime())
	print("time to the centisecond", math.abs(skynet.time() * 100 - math.floor(skynet.time() * 100 + 0.5)) < 0.01)
	print("done")
end)
-- Output:
-- now	integer
-- time	float
-- starttime	integer
-- hpc	integer
-- time is starttime and now	true
-- starttime stays	true
-- time to the centisecond	true
-- done
