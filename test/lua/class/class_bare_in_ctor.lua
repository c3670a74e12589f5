-- Inside ctor the object is a bare table yet: it has no methods, no defaults, no metatable.
-- skynet: ran on f19d1605
local class = require "class"

local Early = class("Early")
Early.default = "default"

function Early:method()
	return "method"
end

function Early:ctor()
	print(self.method, self.default, getmetatable(self))
	print((pcall(function() return self:method() end)))
	print(Early.method(self))
end

local e = Early:new()
print(e:method(), e.default)
print("done")
-- Output:
-- nil	nil	nil
-- false
-- method
-- method	default
-- done
