-- Blocking inside the function that load reads its chunk from.
-- skynet: differs: "attempt to yield across a C-call boundary"; luaws: it works
local skynet = require "skynet"

skynet.start(function()
	local parts = { "return ", "1 + ", "41" }
	local i = 0
	local f = load(function()
		skynet.sleep(1)
		i = i + 1
		return parts[i]
	end)
	print(f())
	print("done")
end)
-- Output:
-- 42
-- done
