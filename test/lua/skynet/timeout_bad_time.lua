-- The time of timeout and sleep is a whole number; what isn't is refused, in the caller.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	for _, ti in ipairs { 1.5, 0 / 0, 1 / 0, true, {} } do
		print(math.type(ti) or type(ti), (pcall(skynet.timeout, ti, print)), (pcall(skynet.sleep, ti)))
	end
	print("nil", (pcall(skynet.timeout, nil, print)), (pcall(skynet.sleep, nil)))
	print("nothing", (pcall(skynet.timeout)), (pcall(skynet.sleep)))
	print("a sleep works after that", (pcall(skynet.sleep, 1)))
	print("done")
end)
-- Output:
-- float	false	false
-- float	false	false
-- float	false	false
-- boolean	false	false
-- table	false	false
-- nil	false	false
-- nothing	false	false
-- a sleep works after that	true
-- done
