-- What a timer's function forks runs before the next timer, even one of the same time.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	for i = 1, 3 do
		skynet.timeout(1, function()
			print("timeout", i)
			skynet.fork(function()
				print("fork of timeout", i)
			end)
		end)
	end
	skynet.sleep(3)
	print("done")
end)
-- Output:
-- timeout	1
-- fork of timeout	1
-- timeout	2
-- fork of timeout	2
-- timeout	3
-- fork of timeout	3
-- done
