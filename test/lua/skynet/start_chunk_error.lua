-- An error in the main chunk ends the service, even after skynet.start was called.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	print("start: must not run")
end)
print("done")
error("chunk broken")
-- Log:
-- start_chunk_error.lua:9: chunk broken
-- stack traceback:
-- Output:
-- done
