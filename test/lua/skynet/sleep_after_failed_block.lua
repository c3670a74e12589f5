-- A task that couldn't block where it tried to (in the chunk) can block later on.
-- skynet: differs: after a refused sleep the thread's token stays taken; luaws: a refused sleep leaves nothing
local skynet = require "skynet"

local function refused(f, ...)
	local ok, err = pcall(f, ...)
	return ok, string.find(err, "token duplicative", 1, true) == nil
end

print(refused(skynet.sleep, 1))
print(refused(skynet.sleep, 1))
print(refused(skynet.wait))
skynet.start(function()
	skynet.sleep(2)
	print("done")
end)
-- Output:
-- false	true
-- false	true
-- false	true
-- done
