-- Sends each message to all clients, which are in a table: they have to share a Lua state.

local class = require "class"

local members = {}

local member = class("member")

function member:ctor(opt)
	self.ws = opt.ws
end

function member:on_open()
	members[self] = true
	self.ws:send("welcome")
end

function member:on_message(msg, type)
	local binary = type == "binary"
	for each in pairs(members) do
		each.ws:send(msg, binary)
	end
end

function member:on_error() end

function member:on_close()
	members[self] = nil
end

return member
