-- Blocking inside __call, also as a method, a tail call and the function of pcall.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local f = setmetatable({}, { __call = function(_, ...)
		skynet.sleep(1)
		return select("#", ...), ...
	end })
	print(f(1, nil, 3))
	print(f())
	print(pcall(f, "x"))
	local object = { method = f }
	print(select("#", object:method(1)))
	local function tail(...)
		return f(...)
	end
	print(tail("tail"))
	print((f("one value")))
	print(({ f("a"), f("b") })[3])
	print("done")
end)
-- Output:
-- 3	1	nil	3
-- 0
-- true	1	x
-- 3
-- 1	tail
-- 1
-- b
-- done
