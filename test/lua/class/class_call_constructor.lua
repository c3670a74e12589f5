-- A class may be named like its constructor: calling an object then runs ctor on it again.
-- skynet: ran on f19d1605
local class = require "class"

local C = class("ctor")
function C:ctor(x)
	self.x = x
	return "result", x
end
local c = C:new(1)
print(c.x)
print(c(2))
print(c.x)
print("done")
-- Output:
-- 1
-- result	2
-- 2
-- done
