-- Echo: each message goes back to its sender, text as text, binary as binary.
-- Every connection has a Lua state of its own, so self.count is the client's.
--
--	luaws serve --script examples/echo.lua

local skynet = require "skynet"
local class = require "class"

local echo = class("echo")

function echo:ctor(opt)
	self.ws = opt.ws
	self.headers = opt.headers
	self.max_payload_len = 16 * 1024 * 1024 -- what the longest messages of Autobahn's testsuite have
	self.count = 0
end

function echo:on_open()
	skynet.error("open:", self.headers["User-Agent"])
end

function echo:on_message(msg, type)
	self.count = self.count + 1
	self.ws:send(msg, type == "binary")
end

function echo:on_error(msg)
	skynet.error("error:", msg)
end

function echo:on_close(msg)
	skynet.error("closed:", msg, "after", self.count, "messages")
end

return echo
