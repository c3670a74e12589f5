-- The class that main.lua beside it gives each connection. It tells a client
-- who it is and how many there are, then answers in capitals.
--
--	luaws run examples/skynet/main.lua

local skynet = require "skynet"
local class = require "class"

local online = 0

local handler = class("handler")

function handler:ctor(opt)
	self.ws = opt.ws
end

function handler:on_open()
	online = online + 1
	self.ws:send("service " .. skynet.address(skynet.self()) .. ", online: " .. online)
end

function handler:on_message(msg, type)
	if type == "text" then
		self.ws:send(msg:upper())
	end
end

function handler:on_error(msg)
	skynet.error("error:", msg)
end

function handler:on_close(msg, code)
	online = online - 1
	skynet.error("closed:", msg, code)
end

return handler
