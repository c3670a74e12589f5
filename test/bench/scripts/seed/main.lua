-- The seed library as its README has it: a service with all clients.

local skynet = require "skynet"
local socket = require "skynet.socket"
local wsserver = require "websocket.server"
local class = require(skynet.getenv "scenario")

skynet.start(function()
	local listener = socket.listen("127.0.0.1", tonumber(skynet.getenv "port"), 1024)
	socket.start(listener, function(id)
		wsserver:new{fd = id, cls = class, nodelay = true}:start()
	end)
end)
