-- snax.loginserver: who somebody is, before a game server lets him in. One
-- master listens, slaves authenticate.
--
-- Lines between client (C) and server (S):
--   S: base64(challenge)             8 random bytes
--   C: base64(client key)            8 bytes, what crypt.dhexchange gives
--   S: base64(server key)            likewise; both have the secret now
--   C: base64(hmac64(challenge, secret))
--   C: base64(desencode(secret, token))
--   S: 200 base64(subid), 401 Unauthorized, 403 Forbidden or 406 Not Acceptable

local skynet = require "skynet"
require "skynet.manager"
local socket = require "skynet.socket"
local crypt = require "skynet.crypt"

local LINE_LIMIT = 8192 -- bytes that wait to be read
local AUTH_TIME = 30000 -- centiseconds that a client may take

-- what is raised when the socket is closed: it is told in the log by then
local gone = {}

local function check(v, what, fd)
	if not v then
		skynet.error(string.format("%s failed: socket (fd = %d) closed", what, fd))
		error(gone)
	end
	return v
end

local function say(what, fd, line)
	check(socket.write(fd, line .. "\n"), what, fd)
end

-- slave

local function hear(fd)
	return crypt.base64decode(check(socket.readline(fd), "auth", fd))
end

-- The secret that is shared with the client, and its token.
local function exchange(fd)
	local challenge = crypt.randomkey()
	say("auth", fd, crypt.base64encode(challenge))
	local clientkey = hear(fd)
	if #clientkey ~= 8 then
		error "Invalid client key"
	end
	local serverkey = crypt.randomkey()
	say("auth", fd, crypt.base64encode(crypt.dhexchange(serverkey)))
	local secret = crypt.dhsecret(clientkey, serverkey)
	if hear(fd) ~= crypt.hmac64(challenge, secret) then
		error "challenge failed"
	end
	return secret, crypt.desdecode(secret, hear(fd))
end

-- Answers true, server, uid, secret; or nil and why the socket failed; or false
-- and why the client is refused.
local function authenticate(auth_handler, fd, addr)
	skynet.error(string.format("connect from %s (fd = %d)", addr, fd))
	local id, err = socket.start(fd)
	if not id then
		return nil, err or "socket error"
	end
	socket.limit(fd, LINE_LIMIT)
	local done = false
	skynet.timeout(AUTH_TIME, function()
		if not done then
			socket.shutdown(fd)
		end
	end)
	local ok, secret, token = pcall(exchange, fd)
	done = true
	socket.abandon(fd)
	if ok then
		local server, uid
		ok, server, uid = pcall(auth_handler, token)
		if ok then
			return true, server, uid, secret
		end
		return false, server
	elseif secret == gone then
		return nil, "socket error"
	end
	return false, secret
end

local function slave(conf)
	local auth_handler = assert(conf.auth_handler, "snax.loginserver: auth_handler is missing")
	skynet.dispatch("lua", function(_, _, fd, addr)
		skynet.retpack(authenticate(auth_handler, fd, addr))
	end)
end

-- master

local function login(conf, busy, slave_addr, fd, addr)
	local ok, server, uid, secret = skynet.call(slave_addr, "lua", fd, addr)
	if not ok then
		if ok == false then
			say("response 401", fd, "401 Unauthorized")
		end
		error(server, 0)
	end
	if not conf.multilogin then
		if busy[uid] then
			say("response 406", fd, "406 Not Acceptable")
			error(string.format("User %s is already login", uid), 0)
		end
		busy[uid] = true
	end
	local subid
	ok, subid = pcall(conf.login_handler, server, uid, secret)
	busy[uid] = nil
	if not ok then
		say("response 403", fd, "403 Forbidden")
		error(subid, 0)
	end
	say("response 200", fd, "200 " .. crypt.base64encode(subid or ""))
end

local function master(conf)
	assert(conf.login_handler, "snax.loginserver: login_handler is missing")
	local command_handler = assert(conf.command_handler, "snax.loginserver: command_handler is missing")
	local host = conf.host or "0.0.0.0"
	local port = assert(tonumber(conf.port), "snax.loginserver: port is missing")
	local instance = conf.instance or 8
	assert(instance > 0, "snax.loginserver: instance must be at least 1")

	skynet.dispatch("lua", function(_, _, command, ...)
		skynet.retpack(command_handler(command, ...))
	end)
	local slaves = {}
	for i = 1, instance do
		slaves[i] = skynet.newservice(SERVICE_NAME)
	end
	skynet.error(string.format("login server listen at : %s %d", host, port))
	local busy = {} -- the users who are being logged in
	local turn = 0
	socket.start(socket.listen(host, port), function(fd, addr)
		turn = turn % #slaves + 1
		local ok, err = pcall(login, conf, busy, slaves[turn], fd, addr)
		if not ok and err ~= gone then
			skynet.error(string.format("invalid client (fd = %d) error = %s", fd, err))
		end
		socket.close_fd(fd)
	end)
end

-- conf: name, host, port, instance (of slaves, 8), multilogin;
-- auth_handler(token) gives server and uid, login_handler(server, uid, secret)
-- the subid, command_handler(command, ...) answers other services. Each of them
-- refuses by an error.
return function(conf)
	local name = "." .. (conf.name or "login")
	skynet.start(function()
		if skynet.localname(name) then
			slave(conf)
		else
			skynet.register(name)
			master(conf)
		end
	end)
end
