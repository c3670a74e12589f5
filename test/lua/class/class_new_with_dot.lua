-- new called with a dot, or on an object, is reported on stdout and returns nothing.
-- skynet: ran on f19d1605
local class = require "class"

local A = class("A")
function A:ctor(x)
	self.x = x
end
print(select("#", A.new()))
print(select("#", A.new(1)))
print(select("#", A.new({})))
local a = A:new(1)
print(select("#", a:new(2)), a.x)
print(select("#", A.new(A, 3)), A.new(A, 3).x)
print("done")
-- Output:
-- Please use ':' to create new object :)
-- 0
-- Please use ':' to create new object :)
-- 0
-- Please use ':' to create new object :)
-- 0
-- Please use ':' to create new object :)
-- 0	1
-- 1	3
-- done
