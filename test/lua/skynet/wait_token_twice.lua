-- Two tasks can't wait on one token: the second gets an error, the first goes on waiting.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.fork(function()
		skynet.wait("token")
		print("first waiter woken")
	end)
	skynet.fork(function()
		local ok, err = pcall(skynet.wait, "token")
		print(ok, (string.find(err, "token duplicative", 1, true)) ~= nil)
		print("second task goes on")
	end)
	skynet.sleep(1)
	print("wakeup", skynet.wakeup("token"))
	skynet.sleep(1)
	print("done")
end)
-- Output:
-- false	true
-- second task goes on
-- wakeup	true
-- first waiter woken
-- done
