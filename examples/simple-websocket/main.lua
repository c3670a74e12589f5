-- Listens, and gives each client to the next agent: a socket's id is a number
-- that any service can take over.
--
--	luaws run examples/simple-websocket/config

local skynet = require "skynet"
local socket = require "skynet.socket"

skynet.start(function()
	local agents = {}
	for i = 1, tonumber(skynet.getenv "agents") do
		agents[i] = skynet.newservice "agent"
	end
	local protocol, turn = skynet.getenv "protocol", 0
	local listener, host, port = socket.listen(skynet.getenv "host", tonumber(skynet.getenv "port"))
	socket.start(listener, function(id, addr)
		turn = turn % #agents + 1
		skynet.send(agents[turn], "lua", id, protocol, addr)
	end)
	skynet.error(("clients are welcome at %s://%s:%d"):format(protocol, host, port))
end)
