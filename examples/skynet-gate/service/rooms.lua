-- The rooms: one service for all of them, which knows who is where and has the
-- gate write what is said to everyone in the room.
--
--	luaws run examples/skynet-gate/config

local skynet = require "skynet"
local wire = require "wire"

local rooms = {} -- by name: gates by fd

local commands = {}

function commands.join(name, gate, fd)
	local room = rooms[name] or {}
	rooms[name] = room
	room[fd] = gate
	local members = 0
	for _ in pairs(room) do
		members = members + 1
	end
	return members
end

function commands.leave(name, fd)
	local room = rooms[name]
	if room then
		room[fd] = nil
		if not next(room) then
			rooms[name] = nil
		end
	end
end

function commands.say(name, from, text)
	local said = wire.encode { event = "said", room = name, from = from, text = text }
	for fd, gate in pairs(rooms[name] or {}) do
		skynet.send(gate, "lua", "write", fd, said)
	end
end

skynet.start(function()
	skynet.dispatch("lua", function(session, _, command, ...)
		local result = commands[command](...)
		if session ~= 0 then skynet.retpack(result) end
	end)
end)
