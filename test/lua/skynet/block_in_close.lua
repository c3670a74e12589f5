-- Blocking inside __close: on a normal end, on break, on an error, and in order.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local function closing(name)
	return setmetatable({}, { __close = function(_, err)
		skynet.sleep(1)
		print("closed", name, err)
	end })
end

skynet.start(function()
	do
		local a <close> = closing("a")
		local b <close> = closing("b")
		print("block")
	end
	for i = 1, 3 do
		local c <close> = closing("c" .. i)
		if i == 2 then break end
	end
	print(pcall(function()
		local d <close> = closing("d")
		skynet.sleep(1)
		error("broken", 0)
	end))
	print((function()
		local e <close> = closing("e")
		return "value returned", 2
	end)())
	print("done")
end)
-- Output:
-- block
-- closed	b	nil
-- closed	a	nil
-- closed	c1	nil
-- closed	c2	nil
-- closed	d	broken
-- false	broken
-- closed	e	nil
-- value returned	2
-- done
