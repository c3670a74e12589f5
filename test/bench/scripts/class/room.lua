-- Each client is a member of the room, in which each message is broadcast.

local class = require "class"
local room = require "websocket.room"

local member = class("member")

function member:ctor(opt)
	self.ws = opt.ws
end

function member:on_open()
	room.join("room", self.ws)
	self.ws:send("welcome")
end

function member:on_message(msg)
	room.broadcast("room", msg)
end

function member:on_error() end

function member:on_close() end

return member
