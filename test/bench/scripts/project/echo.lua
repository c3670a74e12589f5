-- An agent that sends each message back.

local skynet = require "skynet"
local websocket = require "http.websocket"

local handle = {}

function handle.message(id, msg, kind)
	websocket.write(id, msg, kind)
end

skynet.start(function()
	skynet.dispatch("lua", function(_, _, id, addr)
		websocket.accept(id, handle, "ws", addr)
	end)
end)
