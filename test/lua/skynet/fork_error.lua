-- An error in one fork is logged; the other tasks and the service go on.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	skynet.fork(function()
		print("first")
		error("first broke")
	end)
	skynet.fork(function()
		print("second")
		skynet.sleep(1)
		print("second, after a sleep")
	end)
	skynet.sleep(2)
	print("main goes on")
	print("done")
end)
-- Log:
-- fork_error.lua:8: first broke
-- stack traceback:
-- Output:
-- first
-- second
-- second, after a sleep
-- main goes on
-- done
