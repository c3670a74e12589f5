-- snax.gateserver: a service that takes frames (see skynet.netpack) from many
-- clients. What each message needs is native; see the package snax.

local skynet = require "skynet"
local socketdriver = require "skynet.socketdriver"
local core = require "luaws.gate"

local gateserver = {}

local listener -- the id of the listening socket
local opening -- where the one who opens it waits
local maxclient, nodelay
local number = 0 -- of clients
local counted = {} -- by fd

-- Has the client's messages read from now on.
function gateserver.openclient(fd)
	if core.connected(fd) then
		socketdriver.start(fd)
	end
end

function gateserver.closeclient(fd)
	if core.forget(fd) then
		socketdriver.close(fd)
	end
end

local function open(conf)
	assert(not listener, "snax.gateserver: the gate is open")
	maxclient, nodelay = conf.maxclient or 1024, conf.nodelay
	local address = conf.address or "0.0.0.0"
	skynet.error("Listen on", address, conf.port)
	listener = socketdriver.listen(address, conf.port, conf.backlog)
	local at = {}
	opening = at
	skynet.wait(at)
	if at.err then
		listener = nil
		error(string.format("Listen error: %s", at.err))
	end
	conf.address, conf.port = at.address, at.port
	socketdriver.start(listener)
end

local function close()
	assert(listener, "snax.gateserver: the gate is not open")
	socketdriver.close(listener)
end

-- What happens to sockets, besides data: events[kind](handler, fd, number, text).
-- The kinds are skynet's.
local events = {}

events[2] = function(_, fd, port, address) -- open
	local at = opening
	if at and fd == listener then
		opening = nil
		at.address, at.port = address, port
		skynet.wakeup(at)
	end
end

events[3] = function(handler, fd) -- close
	if fd == listener then
		listener = nil
		return
	end
	core.ended(fd)
	if counted[fd] then
		counted[fd] = nil
		number = number - 1
		if handler.disconnect then
			handler.disconnect(fd)
		end
	end
end

events[4] = function(handler, _, fd, address) -- accept
	if number + 1 >= maxclient then
		socketdriver.close(fd)
		return
	end
	number = number + 1
	counted[fd] = true
	if nodelay then
		socketdriver.nodelay(fd)
	end
	core.connect(fd)
	handler.connect(fd, address)
end

events[5] = function(handler, fd, _, err) -- error
	if fd == listener then
		if opening then
			opening.err = err
			skynet.wakeup(opening)
			opening = nil
		else
			skynet.error("gateserver accept error:", err)
		end
		return
	end
	socketdriver.shutdown(fd)
	if handler.error then
		handler.error(fd, err)
	end
end

events[7] = function(handler, fd, size) -- warning
	if handler.warning then
		handler.warning(fd, size)
	end
end

-- handler: connect(fd, addr) and message(fd, msg, sz); if they are there,
-- disconnect(fd), error(fd, msg), warning(fd, kilobytes), open(source, conf) and
-- command(cmd, source, ...), for what other services ask. embed: the service
-- calls skynet.start itself.
function gateserver.start(handler)
	assert(handler.message, "snax.gateserver: handler.message is missing")
	assert(handler.connect, "snax.gateserver: handler.connect is missing")

	core.start(handler, function(kind, ...)
		local f = events[kind]
		if f then
			f(handler, ...)
		end
	end, socketdriver.start)
	skynet.register_protocol {
		name = "socket",
		id = skynet.PTYPE_SOCKET,
		unpack = core.unpack,
		dispatch = core.dispatch,
	}

	local commands = {}

	function commands.open(source, conf)
		open(conf)
		if handler.open then
			return handler.open(source, conf)
		end
	end

	function commands.close()
		close()
	end

	local function init()
		skynet.dispatch("lua", function(_, source, cmd, ...)
			local f = commands[cmd]
			if f then
				skynet.retpack(f(source, ...))
			else
				skynet.retpack(handler.command(cmd, source, ...))
			end
		end)
	end
	if handler.embed then
		init()
	else
		skynet.start(init)
	end
end

return gateserver
