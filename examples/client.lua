-- A client of a websocket server, in both styles: a task that sends and receives,
-- and a class with callbacks that comes back when the server does. The server is
-- the echo beside it; give another URL, and it is asked instead.
--
--	luaws run examples/client.lua

local skynet = require "skynet"
local socket = require "skynet.socket"
local class = require "class"
local wsserver = require "websocket.server"
local wsclient = require "websocket.client"

local url = ...

local function ask(question)
	local c = assert(wsclient.connect(url, { timeout = 300 })) -- centiseconds
	c:send(question)
	local answer, kind = c:recv(500) -- or nil, a reason, a code
	c:close()
	return answer, kind
end

local count = class("count")

function count:ctor(opt)
	self.ws = opt.ws
end

function count:on_open()
	self.ws:send("1")
end

function count:on_message(msg)
	print("it says", msg)
	if msg == "3" then
		return self.ws:close("that is all", 4000)
	end
	self.ws:send(tostring(math.tointeger(msg) + 1))
end

function count:on_error(msg) print("error:", msg) end

function count:on_close(msg, code) print("closed:", msg, code) end

skynet.start(function()
	if not url then
		local listener, _, port = socket.listen("127.0.0.1", 0)
		socket.start(listener, function(id)
			wsserver:new({ fd = id, cls = require "echo" }):start()
		end)
		url = "ws://127.0.0.1:" .. port
	end
	skynet.fork(function()
		print("asked:", ask("is anybody there?"))
		wsclient:new({ url = url, cls = count, reconnect = true }):start()
	end)
end)
