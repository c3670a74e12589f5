-- A fresh class holds four fields and has no metatable.
-- skynet: ran on f19d1605
local class = require "class"

local A = class("A")
local keys = {}
for k, v in pairs(A) do
	keys[#keys + 1] = tostring(k) .. " " .. type(v)
end
table.sort(keys)
print(table.concat(keys, ", "))
print(A.__index == A, getmetatable(A))
print("done")
-- Output:
-- __call function, __index table, __name string, new function
-- true	nil
-- done
