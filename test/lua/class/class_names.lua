-- Any name goes, and the same one twice makes two classes; __name shows up in tostring.
-- skynet: ran on f19d1605
local class = require "class"

local A, B = class("Same"), class("Same")
function A:ctor() end
function B:ctor() end
print(A ~= B, A.new ~= B.new, A.__name, B.__name)
print((string.gsub(tostring(A:new()), "0x%x+", "PTR")))
print((string.gsub(tostring(A), "0x%x+", "PTR")))
local N = class()
function N:ctor(x) self.x = x end
print(N.__name, N:new(4).x)
print(class(5).__name)
print("done")
-- Output:
-- true	true	Same	Same
-- Same: PTR
-- table: PTR
-- nil	4
-- 5
-- done
