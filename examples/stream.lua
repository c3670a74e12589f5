-- A stream that never has more than a little waiting for its client: it pauses while
-- that doesn't keep up, and on_drain tells when to go on. The client asks for so many
-- lines by a message such as "1000" (at most 100000, and then for more).
--
--	luaws serve --script examples/stream.lua

local class = require "class"

local enough = 64 * 1024 -- bytes

local stream = class("stream")

function stream:ctor(opt)
	self.ws = opt.ws
	self.line, self.last = 1, 0
end

function stream:pump()
	while self.line <= self.last do
		if self.ws:buffered() >= enough then
			return -- on_drain goes on
		end
		self.ws:send(("line %d of %d"):format(self.line, self.last))
		self.line = self.line + 1
	end
end

function stream:on_open() end

function stream:on_message(msg)
	local busy = self.line <= self.last
	self.last = self.last + math.min(math.tointeger(tonumber(msg)) or 0, 100000)
	if not busy then
		self:pump()
	end
end

function stream:on_drain()
	self:pump()
end

function stream:on_error() end

function stream:on_close() end

return stream
