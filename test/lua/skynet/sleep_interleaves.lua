-- Tasks that sleep don't hold each other up.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	for i = 3, 1, -1 do
		skynet.fork(function()
			for round = 1, 2 do
				skynet.sleep(i)
				if round == 1 then
					print("task", i)
				end
			end
		end)
	end
	skynet.sleep(8)
	print("done")
end)
-- Output:
-- task	1
-- task	2
-- task	3
-- done
