-- A script that listens itself, as on skynet: it accepts each client and hands
-- it to a websocket server with the class in ws.lua. The clients share this
-- service's Lua state. A port can be given as an argument; 8000 is the default.
--
--	luaws run examples/skynet/main.lua

local skynet = require "skynet"
local socket = require "skynet.socket"
local wsserver = require "websocket.server"
local handler = require "ws"

local port = tonumber(... or 8000)

skynet.start(function()
	local listener = assert(socket.listen("0.0.0.0", port))
	socket.start(listener, function(fd, address)
		skynet.error("client from", address)
		wsserver:new { fd = fd, cls = handler }:start()
	end)
end)
