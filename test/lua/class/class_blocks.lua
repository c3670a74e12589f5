-- ctor and methods may block, like any code of a task.
-- skynet: ran on f19d1605
local skynet = require "skynet"
local class = require "class"

local Slow = class("Slow")
function Slow:ctor(n)
	skynet.sleep(1)
	self.n = n
end
function Slow:Slow()
	skynet.sleep(1)
	return self.n
end

skynet.start(function()
	skynet.fork(print, "the other task runs meanwhile")
	local s = Slow:new(7)
	print(s.n, s())
	print("done")
end)
-- Output:
-- the other task runs meanwhile
-- 7	7
-- done
