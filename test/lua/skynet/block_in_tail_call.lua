-- A blocking call in tail position, and a blocking function that many levels return through.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local function blocks(...)
	skynet.sleep(1)
	return ...
end

local function loop(n, acc)
	if n == 0 then
		return blocks("bottom", acc)
	end
	skynet.yield()
	return loop(n - 1, acc + n)
end

local function deep(n)
	if n == 0 then
		return blocks(0)
	end
	return deep(n - 1) + 1
end

skynet.start(function()
	print((function() return skynet.sleep(1) end)())
	print((function() return blocks(1, nil, 3) end)())
	print(loop(50, 0))
	print(deep(100))
	print((blocks("one", "two")), #{ blocks(1, 2, 3) })
	print("done")
end)
-- Output:
--
-- 1	nil	3
-- bottom	1275
-- 100
-- one	3
-- done
