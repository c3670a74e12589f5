-- A service of skynet.service: its first message brings the function that it is
-- made of.
local skynet = require "skynet"

local name = ...

local function init(code, ...)
	local start
	skynet.start = function(f) start = f end
	skynet.dispatch("lua", function() error "No dispatch function" end)
	assert(load(code, name))(...)
	if start then
		start()
	end
end

skynet.start(function()
	skynet.dispatch("lua", function(_, _, command, ...)
		if command ~= "init" then
			error(string.format("service '%s' is not ready for '%s'", name, tostring(command)))
		end
		local ok, failure = xpcall(init, debug.traceback, ...)
		skynet.ret(skynet.pack(not ok and failure or nil))
	end)
end)
