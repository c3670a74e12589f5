-- gate: takes frames from clients and passes them on: to the agent of a client if
-- it has one, else to the watchdog, which hears of all that happens to clients
-- as well ("lua", "socket", "open" | "data" | "close" | "error" | "warning", fd, ...).

local skynet = require "skynet"
local gateserver = require "snax.gateserver"

skynet.register_protocol {
	name = "client",
	id = skynet.PTYPE_CLIENT,
}

local watchdog
local clients = {} -- fd -> { agent =, client = } (addresses)

local function tell(event, ...)
	skynet.send(watchdog, "lua", "socket", event, ...)
end

local handler = {}

function handler.open(source, conf)
	watchdog = conf.watchdog or source
	return conf.address, conf.port
end

function handler.connect(fd, addr)
	clients[fd] = {}
	tell("open", fd, addr)
end

function handler.message(fd, msg, sz)
	local c = clients[fd]
	if c.agent then
		skynet.redirect(c.agent, c.client, "client", fd, msg, sz)
	else
		tell("data", fd, skynet.tostring(msg, sz))
		skynet.trash(msg, sz)
	end
end

function handler.disconnect(fd)
	clients[fd] = nil
	tell("close", fd)
end

function handler.error(fd, msg)
	clients[fd] = nil
	tell("error", fd, msg)
end

function handler.warning(fd, size)
	tell("warning", fd, size)
end

local commands = {}

local function client(fd)
	return clients[fd] or error(string.format("gate: no client %s", fd))
end

-- Messages of a client go to address (the caller) from now on, in the name of from.
function commands.forward(source, fd, from, address)
	local c = client(fd)
	c.client, c.agent = from or 0, address or source
	gateserver.openclient(fd)
end

-- They go to the watchdog.
function commands.accept(_, fd)
	local c = client(fd)
	c.client, c.agent = nil, nil
	gateserver.openclient(fd)
end

function commands.kick(_, fd)
	gateserver.closeclient(fd)
end

function handler.command(cmd, source, ...)
	local f = commands[cmd] or error("gate: no command " .. tostring(cmd))
	return f(source, ...)
end

gateserver.start(handler)
