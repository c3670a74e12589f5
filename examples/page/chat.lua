-- A chat with a page: what the two say to each other is JSON. Each client has a
-- Lua state of its own; they meet in a room. Open http://localhost:8000 twice.
--
--	luaws serve --script examples/page/chat.lua --static examples/page/public

local class = require "class"
local json = require "cjson"
local room = require "websocket.room"

local here = "page"
local actions = {}
local chat = class("chat")

function chat:ctor(opt)
	self.ws = opt.ws
	self.name = "guest " .. self.ws.id
end

function chat:message(type, text)
	return json.encode { type = type, text = text, id = self.ws.id, name = self.name, here = room.count(here) }
end

function chat:tell(type, text)
	room.broadcast(here, self:message(type, text))
end

function chat:on_open()
	room.join(here, self.ws)
	self.ws:send(self:message "welcome")
	room.broadcast(here, self:message "joined", { except = self.ws })
end

function actions:say(text)
	self:tell("said", text)
end

function actions:name(text)
	self:tell("renamed", text)
	self.name = text
end

function chat:on_message(msg)
	local ok, m = pcall(json.decode, msg)
	local action = ok and type(m) == "table" and actions[m.type]
	local text = action and type(m.text) == "string" and m.text:match("^%s*(.-)%s*$")
	if not text or text == "" or #text > 1000 then
		return self.ws:send('{"type":"refused","text":"that was no message of 1 to 1000 bytes"}')
	end
	action(self, text)
end

function chat:on_error() end

function chat:on_close()
	self:tell "left"
end

return chat
