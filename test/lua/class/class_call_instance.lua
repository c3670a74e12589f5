-- Calling an object calls its method of the class's name; without one, nothing happens.
-- skynet: ran on f19d1605
local class = require "class"

local Greeter = class("Greeter")
function Greeter:ctor(name)
	self.name = name
end
local g = Greeter:new("Ann")
print(select("#", g("hello")))

function Greeter:Greeter(word, ...)
	return word .. " " .. self.name, select("#", ...), ...
end
print(g("hello"))
print(g("bye", nil, 2))
print((pcall(function() return Greeter("hello") end)))
print("done")
-- Output:
-- 0
-- hello Ann	0
-- bye Ann	2	nil	2
-- false
-- done
