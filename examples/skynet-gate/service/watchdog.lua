-- The watchdog gives each client that the gate lets in an agent, and ends it when
-- the client has gone, or when the agent wants to be rid of it.
--
--	luaws run examples/skynet-gate/config

local skynet = require "skynet"

local gate
local agents = {} -- by fd; false: it is being started

local function close(fd)
	local agent = agents[fd]
	agents[fd] = nil
	if agent then
		skynet.send(gate, "lua", "kick", fd)
		skynet.send(agent, "lua", "disconnect")
	end
end

local from_gate = { close = close }

function from_gate.open(fd, address)
	agents[fd] = false
	local agent = skynet.newservice "agent"
	if agents[fd] == nil then -- the client has gone meanwhile
		skynet.send(agent, "lua", "disconnect")
		return false
	end
	agents[fd] = agent
	skynet.call(agent, "lua", "start", { gate = gate, fd = fd, watchdog = skynet.self(), address = address })
	return true
end

local commands = { close = close }

function commands.start(conf)
	gate = skynet.newservice("gate", skynet.self())
	return skynet.call(gate, "lua", "open", conf)
end

function commands.count()
	local n = 0
	for _ in pairs(agents) do
		n = n + 1
	end
	return n
end

function commands.socket(event, ...) return from_gate[event](...) end

skynet.start(function()
	skynet.dispatch("lua", function(session, _, command, ...)
		if session == 0 then
			commands[command](...)
		else
			skynet.retpack(commands[command](...))
		end
	end)
end)
