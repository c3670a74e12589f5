-- require "class" gives a function, which is also the global `class`.
-- skynet: ran on f19d1605
print(rawget(_G, "class"))
local class = require "class"
print(type(class), class == _G.class, class == require "class")
print("done")
-- Output:
-- nil
-- function	true	true
-- done
