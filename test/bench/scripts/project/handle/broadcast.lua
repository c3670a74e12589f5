-- Sends each message to all clients.

local websocket = require "http.websocket"

local members = {}

local handle = {}

function handle.handshake(id)
	members[id] = true
	websocket.write(id, "welcome")
end

function handle.message(_, msg, kind)
	for id in pairs(members) do
		websocket.write(id, msg, kind)
	end
end

function handle.close(id)
	members[id] = nil
end

handle.error = handle.close -- one of the two is called

return handle
