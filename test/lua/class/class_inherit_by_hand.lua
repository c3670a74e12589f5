-- There is no inheritance, a second argument is ignored; a metatable on the class does it.
-- skynet: ran on f19d1605
local class = require "class"

local Base = class("Base")
function Base:ctor(name)
	self.name = name
end
function Base:hello()
	return "hello " .. self.name
end

local Ignored = class("Ignored", Base)
print(Ignored.hello, Ignored.ctor, getmetatable(Ignored))

local Derived = setmetatable(class("Derived"), { __index = Base })
local d = Derived:new("d")
print(d:hello(), getmetatable(d) == Derived)
function Derived:hello()
	return Base.hello(self) .. "!"
end
print(d:hello(), Base:new("b"):hello())

local Copy = setmetatable({}, { __index = Base })
print(select("#", Copy:new("c")))
print("done")
-- Output:
-- nil	nil	nil
-- hello d	true
-- hello d!	hello b
-- Please use ':' to create new object :)
-- 0
-- done
