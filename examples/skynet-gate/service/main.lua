-- The service that the config's key start names: it starts the others, which
-- live on when it exits.
--
--	luaws run examples/skynet-gate/config

local skynet = require "skynet"

skynet.start(function()
	skynet.uniqueservice "rooms"
	local watchdog = skynet.newservice "watchdog"
	local port = skynet.call(watchdog, "lua", "start", {
		host = skynet.getenv "host",
		port = tonumber(skynet.getenv "port"),
		max_client = tonumber(skynet.getenv "max_client"),
	})
	LOG("clients are welcome at port %d", port)
	skynet.exit()
end)
