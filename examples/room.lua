-- A chat in which each client has a Lua state of its own: they meet in a room of
-- websocket.room. "/name Ann" changes a name, "/room tea" the room.
--
--	luaws serve --script examples/room.lua

local class = require "class"
local room = require "websocket.room"

local chat = class("chat")

function chat:ctor(opt)
	self.ws = opt.ws
	self.name = "guest"
end

function chat:enter(name)
	self.room = name
	room.join(name, self.ws)
	room.broadcast(name, ("* %s joined %s, which has %d now"):format(self.name, name, room.count(name)))
end

function chat:leave()
	room.leave(self.room, self.ws)
	room.broadcast(self.room, "* " .. self.name .. " left")
end

function chat:on_open()
	self:enter("lobby")
end

function chat:on_message(msg)
	local command, word = msg:match("^/(%l+)%s+(%w+)%s*$")
	if command == "name" then
		room.broadcast(self.room, "* " .. self.name .. " is now " .. word)
		self.name = word
	elseif command == "room" then
		self:leave()
		self:enter(word)
	else
		room.broadcast(self.room, self.name .. ": " .. msg)
	end
end

function chat:on_error() end

function chat:on_close()
	self:leave() -- the connection has left already; the others are told
end

return chat
