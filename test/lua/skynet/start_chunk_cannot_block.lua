-- The main chunk is no task: blocking there is an error, asking is fine.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local co, main = coroutine.running()
print(type(co), main, coroutine.isyieldable())
print("sleep", (pcall(skynet.sleep, 1)))
print(math.type(skynet.self()), math.type(skynet.now()))

skynet.start(function()
	print("start function", select(2, coroutine.running()), coroutine.isyieldable())
	print("done")
end)
-- Output:
-- thread	true	false
-- sleep	false
-- integer	integer
-- start function	false	true
-- done
