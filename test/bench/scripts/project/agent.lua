-- Serves the clients that it is given, with the handler of a scenario.

local skynet = require "skynet"
local driver = require "skynet.socketdriver"
local websocket = require "http.websocket"

local scenario = ...
local handle = require("handle." .. scenario)

skynet.start(function()
	skynet.dispatch("lua", function(_, _, id, addr)
		driver.nodelay(id) -- skynet's own http.websocket leaves it off: small answers would wait 40 ms
		websocket.accept(id, handle, "ws", addr)
	end)
end)
