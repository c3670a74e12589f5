-- Waking a task twice before it runs says true both times and resumes it once.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.fork(function()
		skynet.wait("token")
		print("woken")
		print("sleeps undisturbed", select("#", skynet.sleep(2)))
	end)
	skynet.sleep(1)
	print(skynet.wakeup("token"))
	print(skynet.wakeup("token"))
	skynet.sleep(4)
	print("done")
end)
-- Output:
-- true
-- true
-- woken
-- sleeps undisturbed	0
-- done
