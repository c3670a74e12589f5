-- Forked tasks start in order, once the forking task blocks or ends: not inside skynet.fork.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	for i = 1, 3 do
		skynet.fork(function()
			print("fork", i)
		end)
	end
	print("main, before it blocks")
	skynet.yield()
	print("main, after it blocked")
	skynet.fork(function()
		print("fork after the end of main")
		print("done")
	end)
	print("main ends")
end)
-- Output:
-- main, before it blocks
-- fork	1
-- fork	2
-- fork	3
-- main, after it blocked
-- main ends
-- fork after the end of main
-- done
