-- Any task can end the service, the others included.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.fork(function()
		print("fork 1")
		print("done")
		skynet.exit()
		print("after exit: must not run")
	end)
	skynet.fork(function()
		print("fork 2: must not run")
	end)
	skynet.timeout(1, function()
		print("timeout: must not run")
	end)
	print("main sleeps")
	skynet.sleep(2)
	print("main: must not wake")
end)
-- Output:
-- main sleeps
-- fork 1
-- done
