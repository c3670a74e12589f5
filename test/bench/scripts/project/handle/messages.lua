-- Calls a service, or sends it messages, as often as a client says: see scenario messages.

local skynet = require "skynet"
local websocket = require "http.websocket"

local peer

local handle = {}

function handle.message(id, msg)
	peer = peer or skynet.newservice "peer"
	local how, n = msg:match "^(%a+) (%d+)$"
	local ask = skynet[how]
	for i = 1, tonumber(n) do
		ask(peer, "lua", "add", i)
	end
	skynet.call(peer, "lua", "add", 0) -- answered after all that was sent
	websocket.write(id, "done")
end

return handle
