-- A coroutine that is left suspended is nobody's task: exit doesn't wait for it.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local co = coroutine.create(function()
		coroutine.yield("suspended for good")
		print("must not be reached")
	end)
	print(coroutine.resume(co))
	print("done")
	skynet.exit()
end)
-- Output:
-- true	suspended for good
-- done
