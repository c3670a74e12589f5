-- Woken tasks resume before forks that are queued, also before those queued earlier.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	for i = 1, 2 do
		skynet.fork(function()
			skynet.wait(i)
			print("woken", i)
			skynet.fork(print, "fork of woken", i)
		end)
	end
	skynet.sleep(1)
	skynet.timeout(0, function() print("timeout(0)") end)
	skynet.fork(print, "fork a")
	skynet.wakeup(2)
	skynet.fork(print, "fork b")
	skynet.wakeup(1)
	print("main")
	skynet.sleep(1)
	print("done")
end)
-- Output:
-- main
-- woken	2
-- woken	1
-- fork a
-- fork b
-- fork of woken	2
-- fork of woken	1
-- timeout(0)
-- done
