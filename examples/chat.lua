-- A chat room: everybody sees who comes, who goes and who says what. "/name Ann"
-- changes a name. The room is one table for all clients, so all of them must
-- share one Lua state, which is what --workers 1 is for:
--
--	luaws serve --script examples/chat.lua --workers 1

local class = require "class"

local room = {} -- members by name
local guests = 0

local function broadcast(text)
	for _, member in pairs(room) do
		member.ws:send(text)
	end
end

local chat = class("chat")

function chat:ctor(opt)
	self.ws = opt.ws
end

function chat:on_open()
	repeat
		guests = guests + 1
		self.name = "guest" .. guests
	until not room[self.name]
	room[self.name] = self
	broadcast("* " .. self.name .. " joined")
end

function chat:on_message(msg)
	local name = msg:match("^/name%s+(%w+)%s*$")
	if not name then
		broadcast(self.name .. ": " .. msg)
	elseif room[name] then
		self.ws:send("* the name " .. name .. " is taken")
	else
		room[self.name], room[name] = nil, self
		broadcast("* " .. self.name .. " is now " .. name)
		self.name = name
	end
end

function chat:on_error() end

function chat:on_close()
	room[self.name] = nil
	broadcast("* " .. self.name .. " left")
end

return chat
