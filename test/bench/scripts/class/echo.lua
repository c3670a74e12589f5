-- Sends each message back.

local class = require "class"

local echo = class("echo")

function echo:ctor(opt)
	self.ws = opt.ws
	self.max_payload_len = 65535
end

function echo:on_open() end

function echo:on_message(msg, type)
	self.ws:send(msg, type == "binary")
end

function echo:on_error() end

function echo:on_close() end

return echo
