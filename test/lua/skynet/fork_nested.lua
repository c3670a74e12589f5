-- A fork made inside a fork goes to the end of the queue, but still before any message.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.timeout(0, function()
		print("timeout(0), set first")
	end)
	skynet.fork(function()
		print("1")
		skynet.fork(function()
			print("1.1")
			skynet.fork(print, "1.1.1")
		end)
	end)
	skynet.fork(print, "2")
	skynet.yield()
	print("main")
	print("done")
end)
-- Output:
-- 1
-- 2
-- 1.1
-- 1.1.1
-- timeout(0), set first
-- main
-- done
