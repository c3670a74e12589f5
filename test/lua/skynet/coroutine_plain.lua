-- A script's own coroutines, without blocking inside them, are Lua's, also in tasks that block.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local function counter(n)
	return coroutine.wrap(function(a)
		for i = 1, n do
			a = coroutine.yield(i, a)
		end
		return "end", a
	end)
end

skynet.start(function()
	local c1, c2 = counter(2), counter(2)
	print(c1("a"))
	skynet.sleep(1)
	print(c2("b"))
	skynet.sleep(1)
	print(c1("c"))
	skynet.fork(function()
		print("resumed by another task", c2("d"))
	end)
	skynet.sleep(1)
	print(c1("e"))
	print(pcall(c1))
	print("done")
end)
-- Output:
-- 1	a
-- 1	b
-- 2	c
-- resumed by another task	2	d
-- end	e
-- false	cannot resume dead coroutine
-- done
