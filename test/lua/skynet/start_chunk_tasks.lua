-- Tasks may be made in the main chunk: its forks run after the first message, before the start function.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.fork(function()
	print("fork of the chunk")
end)
skynet.timeout(0, function()
	print("timeout of the chunk")
end)
skynet.start(function()
	print("start function")
	print("done")
end)
print("chunk ends")
-- Output:
-- chunk ends
-- timeout of the chunk
-- fork of the chunk
-- start function
-- done
