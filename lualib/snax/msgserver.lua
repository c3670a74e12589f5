-- snax.msgserver: a gate for users whom snax.loginserver has let in. A client's
-- requests are answered once, even if it asks again on a new connection.
--
-- The first frame of a client is "username:index:base64(hmac)", where the
-- username is base64(uid)@base64(server)#base64(subid), the index is higher than
-- that of its last connection, and hmac is hmac64(hashkey("username:index"),
-- secret). It is answered with "200 OK" or an error, and the end.
-- After that, a frame is a request and its session (4 bytes, the high one
-- first). The answer is the result, a byte (1, or 0: it failed), the session.

local skynet = require "skynet"
local gateserver = require "snax.gateserver"
local netpack = require "skynet.netpack"
local crypt = require "skynet.crypt"
local socketdriver = require "skynet.socketdriver"

local encode, decode = crypt.base64encode, crypt.base64decode

local server = {}

skynet.register_protocol {
	name = "client",
	id = skynet.PTYPE_CLIENT,
}

-- user: secret, version (index of the connection), username, fd, ip, cache (of
-- answers, by session), used (how many were put into the cache)
local users = {} -- by username
local shaking = {} -- addresses of those who haven't said who they are, by fd
local connected = {} -- users by fd

function server.userid(username)
	local uid, servername, subid = username:match "([^@]*)@([^#]*)#(.*)"
	return decode(uid), decode(subid), decode(servername)
end

function server.username(uid, subid, servername)
	return string.format("%s@%s#%s", encode(uid), encode(servername), encode(tostring(subid)))
end

function server.login(username, secret)
	assert(users[username] == nil, "the user is logged in already")
	users[username] = { secret = secret, version = 0, username = username, cache = {}, used = 0 }
end

function server.logout(username)
	local u = users[username]
	if not u then
		return
	end
	users[username] = nil
	local fd = u.fd
	if fd and connected[fd] then
		connected[fd] = nil
		gateserver.closeclient(fd)
	end
end

function server.ip(username)
	local u = users[username]
	return u and u.fd and u.ip or nil
end

-- Lets a client in, or gives why not.
local function authenticate(fd, addr, message)
	local username, index, hmac = message:match "([^:]*):([^:]*):([^:]*)"
	local u = users[username or ""]
	if not u then
		return "404 User Not Found"
	end
	local version = assert(tonumber(index), "the index is no number")
	local sent = decode(hmac)
	if version <= u.version then
		return "403 Index Expired"
	end
	if crypt.hmac_hash(u.secret, username .. ":" .. index) ~= sent then
		return "401 Unauthorized"
	end
	u.version, u.fd, u.ip = version, fd, addr
	connected[fd] = u
end

local function greet(fd, addr, message)
	local ok, refusal = pcall(authenticate, fd, addr, message)
	if not ok then
		skynet.error(refusal)
		refusal = "400 Bad Request"
	end
	socketdriver.send(fd, netpack.pack(refusal or "200 OK"))
	if refusal then
		gateserver.closeclient(fd)
	end
end

-- Forgets answers that have been sent, once there are twice as many as are to
-- be kept (keep).
local function forget(u, keep)
	if u.used < 2 * keep then
		return
	end
	local last = 0
	for session, answer in pairs(u.cache) do
		if not answer.fd then
			if answer.at < keep then
				u.cache[session] = nil
			else
				answer.at = answer.at - keep
				last = math.max(last, answer.at)
			end
		end
	end
	u.used = last + 1
end

-- Asks the handler, and makes the answer's frame.
local function ask(handler, u, session, message)
	local ok, result = pcall(handler, u.username, message)
	result = result or ""
	if not ok then
		skynet.error(result)
		return string.pack(">s2", string.pack(">BI4", 0, session))
	end
	return string.pack(">s2", result .. string.pack(">BI4", 1, session))
end

local function serve(handler, keep, fd, message)
	local u = assert(connected[fd], "invalid fd")
	local session = string.unpack(">I4", message, -4)
	local answer = u.cache[session]
	if answer and answer.version == u.version then -- the session is used anew
		u.cache[session] = nil
		if not answer.text then
			local err = string.format("Conflict session %d", session)
			skynet.error(err)
			error(err, 0)
		end
		answer = nil
	end
	if answer then -- asked already, perhaps on an earlier connection
		answer.fd, answer.version, answer.at = fd, u.version, u.used
		if not answer.text then
			return -- who asked there sends it
		end
	else
		answer = { fd = fd }
		u.cache[session] = answer
		local asked, text = pcall(ask, handler, u, session, message:sub(1, -5))
		if not asked then
			u.cache[session] = nil
			error(text, 0)
		end
		answer.text, answer.version, answer.at = text, u.version, u.used
	end
	u.used = u.used + 1
	if connected[answer.fd] then
		socketdriver.send(answer.fd, answer.text)
	end
	answer.fd = nil
	forget(u, keep)
end

-- conf: login_handler(uid, secret) gives the subid, logout_handler(uid, subid),
-- kick_handler(uid, subid) are for other services; request_handler(username,
-- message) answers a client; register_handler(servername) is called when the
-- gate opens, disconnect_handler(username) when a connection ends.
-- expired_number: how many answers are kept (128).
function server.start(conf)
	local keep = conf.expired_number or 128
	local request_handler = assert(conf.request_handler, "snax.msgserver: request_handler is missing")
	local commands = {
		login = assert(conf.login_handler, "snax.msgserver: login_handler is missing"),
		logout = assert(conf.logout_handler, "snax.msgserver: logout_handler is missing"),
		kick = assert(conf.kick_handler, "snax.msgserver: kick_handler is missing"),
	}
	local handler = {}

	function handler.command(cmd, _, ...)
		local f = commands[cmd] or error("snax.msgserver: no command " .. tostring(cmd))
		return f(...)
	end

	function handler.open(_, gateconf)
		return conf.register_handler(assert(gateconf.servername, "snax.msgserver: servername is missing"))
	end

	function handler.connect(fd, addr)
		shaking[fd] = addr
		gateserver.openclient(fd)
	end

	function handler.disconnect(fd)
		shaking[fd] = nil
		local u = connected[fd]
		if not u then
			return
		end
		if conf.disconnect_handler then
			conf.disconnect_handler(u.username)
		end
		if connected[fd] then -- the handler may have logged him out
			connected[fd] = nil
			if u.fd == fd then
				u.fd = nil
			end
			gateserver.closeclient(fd)
		end
	end

	handler.error = handler.disconnect

	function handler.message(fd, msg, sz)
		local message = netpack.tostring(msg, sz)
		local addr = shaking[fd]
		if addr then
			shaking[fd] = nil
			greet(fd, addr, message)
			return
		end
		local ok, err = pcall(serve, request_handler, keep, fd, message)
		if not ok then
			skynet.error(string.format("Invalid package %s : %s", err, message))
			if connected[fd] then
				gateserver.closeclient(fd)
			end
		end
	end

	return gateserver.start(handler)
end

return server
