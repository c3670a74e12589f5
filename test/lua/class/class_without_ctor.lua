-- A class without a ctor function is reported on stdout and still makes an object.
-- skynet: ran on f19d1605
local class = require "class"

local Plain = class("Plain")
function Plain:hello()
	return "hello"
end
local p = Plain:new(1, 2)
print(type(p), next(p), p:hello())

Plain.ctor = "no function"
print(Plain:new():hello())
Plain.ctor = setmetatable({}, { __call = function() print("must not be called") end })
print(Plain:new():hello())
print("done")
-- Output:
-- Can't find ctor to init.
-- table	nil	hello
-- Can't find ctor to init.
-- hello
-- Can't find ctor to init.
-- hello
-- done
