-- An error in ctor goes to the caller of new.
-- skynet: ran on f19d1605
local class = require "class"

local Broken = class("Broken")
function Broken:ctor(what)
	self.half = true
	error(what, 0)
end
print(pcall(Broken.new, Broken, "no luck"))
local err = {}
local ok, got = pcall(function() return Broken:new(err) end)
print(ok, got == err)
print("done")
-- Output:
-- false	no luck
-- false	true
-- done
