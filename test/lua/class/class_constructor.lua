-- new passes its arguments to ctor, nils included; what ctor sets stays, what it returns is dropped.
-- skynet: ran on f19d1605
local class = require "class"

local Point = class("Point")

function Point:ctor(x, y, ...)
	self.x = x
	self.y = y
	self.rest = select("#", ...)
	return "dropped"
end

local p = Point:new(1, 2)
print(type(p), p.x, p.y, p.rest)
local q = Point:new(nil, 5, nil, nil)
print(q.x, q.y, q.rest, p ~= q)
print(p.x, select("#", Point:new()))
print("done")
-- Output:
-- table	1	2	0
-- nil	5	2	true
-- 1	1
-- done
