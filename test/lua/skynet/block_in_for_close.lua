-- The closing value of a generic for may block, on the loop's end, on break, return and error.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local function iter(name)
	local closing = setmetatable({}, { __close = function(_, err)
		skynet.sleep(1)
		print("closed", name, err)
	end })
	return function(_, i)
		skynet.yield()
		if i < 3 then return i + 1 end
	end, nil, 0, closing
end

skynet.start(function()
	for i in iter("to the end") do print(i) end
	for i in iter("broken off") do
		print(i)
		if i == 2 then break end
	end
	print((function()
		for i in iter("returned from") do return "result " .. i end
	end)())
	print(pcall(function()
		for _ in iter("failed") do error("oops", 0) end
	end))
	print("done")
end)
-- Output:
-- 1
-- 2
-- 3
-- closed	to the end	nil
-- 1
-- 2
-- closed	broken off	nil
-- closed	returned from	nil
-- result 1
-- closed	failed	oops
-- false	oops
-- done
