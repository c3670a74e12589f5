-- Metamethods put into the class work on its objects, on older ones too.
-- skynet: ran on f19d1605
local class = require "class"

local Vec = class("Vec")
function Vec:ctor(x)
	self.x = x
end
local a, b = Vec:new(1), Vec:new(2)
Vec.__add = function(l, r) return Vec:new(l.x + r.x) end
Vec.__tostring = function(v) return "Vec(" .. v.x .. ")" end
Vec.__lt = function(l, r) return l.x < r.x end
Vec.__len = function(v) return v.x end
print(tostring(a + b), a < b, #b)
Vec.__call = function(v, n) return v.x * n end
print(b(21))
print("done")
-- Output:
-- Vec(3)	true	2
-- 42
-- done
