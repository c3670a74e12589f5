-- skynet.start returns at once: the rest of the chunk runs before the start function.
-- skynet: ran on f19d1605
local skynet = require "skynet"

print("chunk begins")
local n = select("#", skynet.start(function()
	print("start function")
	print("done")
end))
print("skynet.start returned", n, "values")
-- Output:
-- chunk begins
-- skynet.start returned	0	values
-- start function
-- done
