-- Listens, and gives each client to the next agent.

local skynet = require "skynet"
local socket = require "skynet.socket"

skynet.start(function()
	local agents = {}
	for i = 1, tonumber(skynet.getenv "agents") do
		agents[i] = skynet.newservice(skynet.getenv "scenario")
	end
	local turn = 0
	local listener = socket.listen("127.0.0.1", tonumber(skynet.getenv "port"))
	socket.start(listener, function(id, addr)
		turn = turn % #agents + 1
		skynet.send(agents[turn], "lua", id, addr)
	end)
end)
