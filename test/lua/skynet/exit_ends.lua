-- skynet.exit does not return: no line after it runs, not even outside a pcall around it.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	print("before")
	print("done")
	pcall(function()
		skynet.exit()
		print("after exit: must not run")
	end)
	print("after pcall: must not run")
end)
-- Output:
-- before
-- done
