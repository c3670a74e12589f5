-- Blocking three coroutines deep, yielding at each level in between.
-- skynet: differs: a plain coroutine hands "SUSPEND" to its resumer; luaws: it works (as skynet.coroutine)
local skynet = require "skynet"

local function level(n)
	return coroutine.wrap(function()
		if n == 0 then
			skynet.sleep(1)
			coroutine.yield("bottom")
			skynet.sleep(1)
			return "bottom again"
		end
		local inner = level(n - 1)
		coroutine.yield(n .. " " .. inner())
		skynet.sleep(1)
		return n .. " " .. inner()
	end)
end

skynet.start(function()
	local top = level(3)
	print(top())
	skynet.sleep(1)
	print(top())
	print("done")
end)
-- Output:
-- 3 2 1 bottom
-- 3 2 1 bottom again
-- done
