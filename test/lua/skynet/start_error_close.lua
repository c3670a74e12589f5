-- When the start function fails, its to-be-closed variables are closed.
-- skynet: ran on f19d1605
local skynet = require "skynet"

local function closing(name)
	return setmetatable({}, { __close = function(_, err)
		print(name, type(err), (string.find(err, "broken", 1, true)) ~= nil)
	end })
end

skynet.start(function()
	local last <close> = setmetatable({}, { __close = function() print("done") end })
	local a <close> = closing("a")
	local b <close> = closing("b")
	error("broken")
end)
-- Log:
-- init service failed:
-- broken
-- Output:
-- b	string	true
-- a	string	true
-- done
