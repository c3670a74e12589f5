-- Blocking inside the iterator of a generic for, and in __pairs.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local function upto(n)
		return function(_, i)
			skynet.sleep(1)
			if i < n then
				return i + 1, "v" .. i + 1
			end
		end, nil, 0
	end
	for i, v in upto(3) do
		print(i, v)
		skynet.sleep(1)
	end
	local t = setmetatable({}, { __pairs = function()
		skynet.sleep(1)
		return upto(2)
	end })
	for k, v in pairs(t) do
		print("pairs", k, v)
	end
	local lazy = setmetatable({}, { __index = function(_, i)
		skynet.sleep(1)
		if i <= 2 then return i * 10 end
	end })
	local n = 0
	for i = 1, 3 do n = n + (lazy[i] or 0) end
	print(n)
	print("done")
end)
-- Output:
-- 1	v1
-- 2	v2
-- 3	v3
-- pairs	1	v1
-- pairs	2	v2
-- 30
-- done
