-- What a client can ask for, as {"cmd": "join", "room": "lobby"}; each function
-- returns the answer, or nothing if the rooms will send it.
--
--	luaws run examples/skynet-gate/config

local skynet = require "skynet"

local rooms
skynet.init(function() rooms = skynet.uniqueservice "rooms" end)

local requests = {}

function requests.login(client, request)
	client.name = tostring(request.name)
	return { event = "welcome", name = client.name, address = client.address }
end

function requests.join(client, request)
	if not client.name then
		return { event = "error", text = "login first" }
	end
	requests.leave(client)
	client.room = tostring(request.room)
	local members = skynet.call(rooms, "lua", "join", client.room, client.gate, client.fd)
	return { event = "joined", room = client.room, members = members }
end

function requests.say(client, request)
	if not client.room then
		return { event = "error", text = "join a room first" }
	end
	skynet.send(rooms, "lua", "say", client.room, client.name, request.text)
end

function requests.leave(client)
	if client.room then
		skynet.call(rooms, "lua", "leave", client.room, client.fd)
		client.room = nil
	end
	return { event = "left" }
end

function requests.count(client)
	return { event = "count", clients = skynet.call(client.watchdog, "lua", "count") }
end

function requests.quit(client) skynet.send(client.watchdog, "lua", "close", client.fd) end

return requests
