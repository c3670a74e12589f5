-- A thousand tasks that block at once, each inside a pcall, resume in order.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local order, n = {}, 1000
	for i = 1, n do
		skynet.fork(function()
			local ok, v = pcall(function()
				skynet.sleep(1)
				return i
			end)
			if ok then order[#order + 1] = v end
		end)
	end
	skynet.sleep(5)
	local sorted = true
	for i = 2, #order do
		sorted = sorted and order[i - 1] < order[i]
	end
	print(#order, sorted)
	print("done")
end)
-- Output:
-- 1000	true
-- done
