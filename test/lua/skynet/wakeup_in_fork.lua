-- What a fork wakes runs as soon as that fork blocks or ends: before the next fork.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	for _, name in ipairs { "x", "y", "z" } do
		skynet.fork(function()
			skynet.wait(name)
			print("woken", name)
			if name == "y" then
				skynet.wakeup("z")
				print("y goes on")
			end
		end)
	end
	skynet.sleep(1)
	skynet.fork(function()
		skynet.wakeup("x")
		print("fork 1 blocks")
		skynet.yield()
		print("fork 1 again")
	end)
	skynet.fork(function()
		skynet.wakeup("y")
		print("fork 2 ends")
	end)
	skynet.fork(print, "fork 3")
	skynet.sleep(1)
	print("done")
end)
-- Output:
-- fork 1 blocks
-- woken	x
-- fork 2 ends
-- woken	y
-- y goes on
-- woken	z
-- fork 3
-- fork 1 again
-- done
