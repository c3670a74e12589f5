-- Sends each message back.

local websocket = require "http.websocket"

local handle = {}

function handle.message(id, msg, kind)
	websocket.write(id, msg, kind)
end

return handle
