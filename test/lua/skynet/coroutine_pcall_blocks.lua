-- pcall inside a coroutine inside pcall, blocking in all of them; yields cross the pcalls.
-- skynet: differs: a plain coroutine hands "SUSPEND" to its resumer; luaws: it works (as skynet.coroutine)
local skynet = require "skynet"

skynet.start(function()
	local gen = coroutine.wrap(function()
		print("inner pcall", pcall(function()
			skynet.sleep(1)
			local got = coroutine.yield("yielded inside pcall")
			skynet.sleep(1)
			error("broke with " .. got, 0)
		end))
		skynet.sleep(1)
		return "returned"
	end)
	print(pcall(gen))
	skynet.sleep(1)
	print(pcall(gen, "value"))
	print("done")
end)
-- Output:
-- true	yielded inside pcall
-- inner pcall	false	broke with value
-- true	returned
-- done
