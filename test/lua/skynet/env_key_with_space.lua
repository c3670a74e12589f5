-- A key may hold a space.
-- skynet: differs: it splits key and value at the first space; luaws: the key is the key
local skynet = require "skynet"

skynet.start(function()
	skynet.setenv("case key", "value")
	print(skynet.getenv("case key"), skynet.getenv("case"))
	print("done")
end)
-- Output:
-- value	nil
-- done
