-- killthread ends a waiting task by its thread; task counts those that wait; a killed one runs its to-be-closed variables.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local co = skynet.fork(function()
		local closes <close> = setmetatable({}, { __close = function() print "closed" end })
		print "waits"
		skynet.wait()
		print "never"
	end)
	skynet.sleep(1)
	print(type(co), skynet.task())
	print(skynet.killthread(co) == co)
	print(skynet.task())
	skynet.sleep(1)
	print(skynet.killthread(co))
	local early = skynet.fork(print, "never either")
	print(skynet.killthread(early) == early)
	skynet.sleep(1)
	print("done")
end)
-- Output:
-- waits
-- thread	1
-- closed
-- true
-- 0
--
-- true
-- done
