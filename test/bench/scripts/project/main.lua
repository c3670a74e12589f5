-- Listens, and gives each client to the next agent.

local skynet = require "skynet"
local socket = require "skynet.socket"

skynet.start(function()
	local scenario = skynet.getenv "scenario"
	local agents = {}
	for i = 1, scenario == "broadcast" and 1 or 2 do -- one, whose table has all clients
		agents[i] = skynet.newservice("agent", scenario)
	end
	local turn = 0
	local listener = socket.listen("127.0.0.1", tonumber(skynet.getenv "port"), 1024)
	socket.start(listener, function(id, addr)
		turn = turn % #agents + 1
		skynet.send(agents[turn], "lua", id, addr)
	end)
end)
