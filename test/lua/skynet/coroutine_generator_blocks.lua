-- A generator that blocks between its values, in a generic for; another task runs in the gaps.
-- skynet: differs: a plain coroutine hands "SUSPEND" to its resumer; luaws: it works (as skynet.coroutine)
local skynet = require "skynet"

local function slow(n)
	return coroutine.wrap(function()
		for i = 1, n do
			skynet.yield()
			coroutine.yield(i)
		end
	end)
end

skynet.start(function()
	for _, name in ipairs { "a", "b" } do
		skynet.fork(function()
			for i in slow(3) do
				print(name, i)
			end
		end)
	end
	skynet.sleep(1)
	print("done")
end)
-- Output:
-- a	1
-- b	1
-- a	2
-- b	2
-- a	3
-- b	3
-- done
