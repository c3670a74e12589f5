-- Push: the client gets the time each second, asked for or not. A task of its
-- own (skynet.fork) sends and sleeps; it ends when the connection does. A
-- message "stop" has the server close the connection.
--
--	luaws serve --script examples/ticker.lua

local skynet = require "skynet"
local class = require "class"

local ticker = class("ticker")

function ticker:ctor(opt)
	self.ws = opt.ws
end

function ticker:on_open()
	skynet.fork(function()
		while not self.ws.closed do
			self.ws:send(os.date("%H:%M:%S"))
			skynet.sleep(100) -- centiseconds
		end
	end)
end

function ticker:on_message(msg)
	if msg == "stop" then
		self.ws:close("as you wish")
	end
end

function ticker:on_error() end

function ticker:on_close(msg)
	skynet.error("no more ticks:", msg)
end

return ticker
