-- skynet.init wants a function, and wants it before the service has started.
-- skynet: ran on f19d1605
local skynet = require "skynet"

print("a number", (pcall(skynet.init, 1)))
print("nothing", (pcall(skynet.init)))
skynet.start(function()
	print("too late", (pcall(skynet.init, print)))
	print("done")
end)
-- Output:
-- a number	false
-- nothing	false
-- too late	false
-- done
