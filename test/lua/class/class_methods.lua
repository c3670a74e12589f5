-- Objects find methods and defaults in their class, also those added after they were made.
-- skynet: ran on f19d1605
local class = require "class"

local Counter = class("Counter")
Counter.step = 2

function Counter:ctor(n)
	self.n = n
end

function Counter:add()
	self.n = self.n + self.step
	return self
end

local a, b = Counter:new(0), Counter:new(10)
print(a:add():add().n, b:add().n)
b.step = 5
print(a:add().n, b:add().n, Counter.step)
function Counter:get()
	return self.n
end
print(a:get(), b:get(), rawget(a, "get"))
print(getmetatable(a) == Counter, getmetatable(b) == Counter, a.none)
print("done")
-- Output:
-- 4	12
-- 6	17	2
-- 6	17	nil
-- true	true	nil
-- done
