-- Blocking in the conditions and bodies of every kind of loop, with goto and fresh locals per round.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local function slow(v)
	skynet.yield()
	return v
end

skynet.start(function()
	local n = 0
	while slow(n < 2) do n = n + slow(1) end
	repeat
		local stop = slow(n >= 4)
		n = n + 1
	until slow(stop)
	print(n)
	local fs = {}
	for i = slow(1), slow(3), slow(1) do
		local j = slow(i * 2)
		fs[i] = function() j = j + 1 return slow(i + j) end
	end
	print(fs[1](), fs[1](), fs[3]())
	for i = 3, 1, -1 do
		if slow(i == 2) then goto continue end
		print("i", i)
		::continue::
	end
	print(slow(nil) or slow(false) or slow("or"), slow(1) and slow("and"))
	print("done")
end)
-- Output:
-- 5
-- 4	5	10
-- i	3
-- i	1
-- or	and
-- done
