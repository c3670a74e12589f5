-- coroutine.resume of a coroutine that blocks: results, yields and errors come out as without blocking.
-- skynet: differs: a plain coroutine hands "SUSPEND" to its resumer; luaws: it works (as skynet.coroutine)
local skynet = require "skynet"

skynet.start(function()
	local co = coroutine.create(function(...)
		skynet.sleep(1)
		local x = coroutine.yield(select("#", ...), ...)
		skynet.yield()
		error("broke at " .. x, 0)
	end)
	print(coroutine.status(co))
	print(coroutine.resume(co, nil, 2))
	print(coroutine.status(co))
	print(coroutine.resume(co, "x"))
	print(coroutine.status(co))
	print((coroutine.resume(co)))
	print("done")
end)
-- Output:
-- suspended
-- true	2	nil	2
-- suspended
-- false	broke at x
-- dead
-- false
-- done
