-- A log line begins with the address of the service that wrote it.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.error("from the chunk")
skynet.start(function()
	skynet.error("from start, I am", skynet.address(skynet.self()))
	skynet.fork(function()
		skynet.error("from a fork")
		print("done")
	end)
end)
-- Log:
-- [:
-- ] from the chunk
-- [:
-- ] from start, I am :000000
-- [:
-- ] from a fork
-- Output:
-- done
