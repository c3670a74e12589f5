-- skynet.error uses __tostring and __name; plain tables and functions are written as tostring does.
-- skynet: ran on f19d1605
local skynet = require "skynet"

skynet.start(function()
	local named = setmetatable({}, { __name = "Player" })
	local shown = setmetatable({}, { __tostring = function() return "player 7" end })
	skynet.error(shown)
	skynet.error("who:", shown, named)
	skynet.error({}, print)
	local bad = setmetatable({}, { __tostring = function() return {} end })
	print("__tostring gives no string", (pcall(skynet.error, bad)))
	print("done")
end)
-- Log:
-- ] player 7
-- ] who: player 7 Player: 0x
-- ] table: 0x
-- function: 
-- Output:
-- __tostring gives no string	false
-- done
