-- An error after a sleep names the line and the functions of the task that failed.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local function inner()
	skynet.sleep(1)
	local n = {} + 1
	return n
end

skynet.start(function()
	skynet.fork(function()
		inner()
		print("must not be reached")
	end)
	skynet.sleep(2)
	print("done")
end)
-- Log:
-- fork_error_later.lua:7: attempt to perform arithmetic on a table value
-- stack traceback:
-- fork_error_later.lua:7: in
-- fork_error_later.lua:13: in
-- Output:
-- done
