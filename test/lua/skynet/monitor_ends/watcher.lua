local skynet = require "skynet"

local ended = {}

skynet.register_protocol {
	name = "client",
	id = skynet.PTYPE_CLIENT,
	unpack = function() end,
	dispatch = function(session, source, ...)
		assert(session == 0 and select("#", ...) == 0)
		table.insert(ended, source)
	end,
}

skynet.start(function()
	skynet.dispatch("lua", function() skynet.retpack(ended) end)
end)
