-- A service knows its name and where its file was found.
-- skynet: ran on f19d1605
local skynet = require "skynet"

print(SERVICE_NAME, type(SERVICE_PATH))
print("arguments of the chunk:", select("#", ...))
skynet.start(function()
	print(SERVICE_NAME)
	print("done")
end)
-- Output:
-- start_globals	string
-- arguments of the chunk:	0
-- start_globals
-- done
