-- The gate accepts websockets. What a client says is passed on to its agent as a
-- message of the protocol "client"; what the client is to get comes as "write".
--
--	luaws run examples/skynet-gate/config

local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"

skynet.register_protocol { name = "client", id = skynet.PTYPE_CLIENT }

local watchdog = tonumber(...)
local agents = {} -- by fd
local clients, limit = 0, 0

local handler = {}

-- handshake blocks until there is an agent: the first message is read after that.
function handler.handshake(fd)
	if not skynet.call(watchdog, "lua", "socket", "open", fd, websocket.addrinfo(fd)) then
		websocket.close(fd)
	end
end

function handler.message(fd, text) skynet.redirect(agents[fd], skynet.self(), "client", fd, text) end

local function accept(fd, address)
	clients = clients + 1
	local ok, err = websocket.accept(fd, handler, "ws", address)
	clients = clients - 1
	agents[fd] = nil
	skynet.send(watchdog, "lua", "socket", "close", fd)
	LOG("%s has gone%s", address, ok and "" or ": " .. tostring(err))
end

local commands = {}

function commands.open(_, conf)
	limit = conf.max_client
	local id, _, port = socket.listen(conf.host, conf.port)
	socket.start(id, function(fd, address)
		if clients < limit then
			return accept(fd, address)
		end
		LOG("%s is one too many", address)
		socket.close_fd(fd)
	end)
	return port
end

function commands.forward(agent, fd) agents[fd] = agent end
function commands.write(_, fd, text) if agents[fd] then websocket.write(fd, text) end end
function commands.kick(_, fd) if agents[fd] then websocket.close(fd, 1000, "bye") end end
skynet.start(function()
	skynet.dispatch("lua", function(session, source, command, ...)
		local result = commands[command](source, ...)
		if session ~= 0 then skynet.retpack(result) end
	end)
end)
