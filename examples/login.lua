-- Who is let in: the token in the URL, ws://host/?token=..., names the user, and
-- nobody is connected twice. The others get an HTTP status before there is any
-- websocket, so a client can tell why.
--
--	luaws serve --script examples/login.lua --workers 1

local skynet = require "skynet"
local class = require "class"

local users = { ["t-4711"] = "Ann", ["t-4712"] = "Bob" } -- a database, perhaps
local online = {}

local login = class("login")

function login:ctor(opt)
	self.ws = opt.ws
end

function login:on_handshake(request)
	skynet.sleep(1) -- it may block; meanwhile others come and go
	self.name = users[request.args.token]
	if not self.name then
		return 401, "a token is needed: ?token=...\n", { ["WWW-Authenticate"] = "Token" }
	elseif online[self.name] then
		return 409, self.name .. " is here already\n"
	end
	return { headers = { ["X-User"] = self.name } } -- or nothing: come in
end

function login:on_open()
	if online[self.name] then -- came in while this one was on the way
		return self.ws:close("twice")
	end
	online[self.name] = self
	self.ws:send("hello " .. self.name)
end

function login:on_message(msg)
	self.ws:send(self.name .. ": " .. msg)
end

function login:on_error() end

function login:on_close()
	if online[self.name] == self then
		online[self.name] = nil
	end
end

return login
