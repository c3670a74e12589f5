-- Blocking inside xpcall: the handler sees the error and its traceback where it was raised.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local function fails()
	skynet.sleep(1)
	error("failed after a sleep")
end

skynet.start(function()
	print(xpcall(function(...)
		skynet.sleep(1)
		return "fine", ...
	end, debug.traceback, 1, 2))
	local ok, tb = xpcall(fails, debug.traceback)
	print(ok, string.match(tb, "[^/]*failed after a sleep"))
	print("names the function", string.find(tb, "block_in_xpcall.lua:7:", 1, true) ~= nil)
	print(xpcall(fails, function() return "from the handler", "dropped" end))
	print("done")
end)
-- Output:
-- true	fine	1	2
-- false	block_in_xpcall.lua:7: failed after a sleep
-- names the function	true
-- false	from the handler
-- done
