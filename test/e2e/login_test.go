package e2e

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
)

// loginScript is a login server: the token is "user:password".
const loginScript = `
local login = require "snax.loginserver"
local skynet = require "skynet"
local gates, online = {}, {}
local server = { host = "127.0.0.1", port = %d, name = "login_master", instance = 3 }
function server.auth_handler(token)
	local user, password = token:match "^(.-):(.*)$"
	assert(password == "secret", "wrong password")
	return "sample", user
end
function server.login_handler(name, uid, secret)
	if uid == "banned" then
		error "banned"
	elseif uid == "slow" then
		skynet.sleep(10)
	end
	local gate = assert(gates[name], "unknown server")
	local last = online[uid]
	if last then
		skynet.call(gate, "lua", "kick", uid, last)
	end
	local subid = tostring(skynet.call(gate, "lua", "login", uid, secret))
	online[uid] = subid
	return subid
end
local CMD = {}
function CMD.register_gate(name, address) gates[name] = address end
function CMD.logout(uid) online[uid] = nil end
function server.command_handler(cmd, ...) return CMD[cmd](...) end
login(server)`

// msggateScript is a gate of those who have logged in.
const msggateScript = `
local msgserver = require "snax.msgserver"
local skynet = require "skynet"
local loginservice = math.tointeger(...)
local server, users, last = {}, {}, 0
local servername
function server.login_handler(uid, secret)
	last = last + 1
	users[uid] = msgserver.username(uid, last, servername)
	assert(select(3, msgserver.userid(users[uid])) == servername)
	msgserver.login(users[uid], secret)
	return last
end
function server.logout_handler(uid)
	msgserver.logout(users[uid])
	users[uid] = nil
	skynet.call(loginservice, "lua", "logout", uid)
end
server.kick_handler = server.logout_handler
function server.disconnect_handler(username) skynet.error("afk", msgserver.userid(username)) end
function server.request_handler(username, msg)
	if msg == "fail" then
		error "no such request"
	elseif msg == "ip" then
		return msgserver.ip(username)
	elseif msg == "long" then
		return string.rep("x", 65536)
	elseif msg == "slow" then
		skynet.error "asked"
		skynet.sleep(20)
	end
	return "answer to " .. msg
end
function server.register_handler(name)
	servername = name
	skynet.call(loginservice, "lua", "register_gate", name, skynet.self())
end
msgserver.start(server)`

const loginMainScript = `
local skynet = require "skynet"
local socket = require "skynet.socket"
local crypt = require "skynet.crypt"
local host, login_port, gate_port = "127.0.0.1", %d, %d

local function write(fd, text) assert(socket.write(fd, text .. "\n")) end
local function read(fd) return crypt.base64decode(assert(socket.readline(fd))) end

local function login(token, spoil)
	local fd = assert(socket.open(host, login_port))
	local challenge = read(fd)
	local key = crypt.randomkey()
	write(fd, crypt.base64encode(crypt.dhexchange(key)))
	local secret = crypt.dhsecret(read(fd), key)
	write(fd, crypt.base64encode(crypt.hmac64(spoil or challenge, secret)))
	write(fd, crypt.base64encode(crypt.desencode(secret, token)))
	local result = assert(socket.readline(fd))
	assert(not socket.readline(fd))
	socket.close(fd)
	return result:match "^200 " and crypt.base64decode(result:sub(5)) or result, secret
end

local function send(fd, text) assert(socket.write(fd, string.pack(">s2", text))) end
local function receive(fd)
	local head = socket.read(fd, 2)
	return head and socket.read(fd, (string.unpack(">I2", head)))
end
local function connect(uid, subid, index, secret)
	local fd = assert(socket.open(host, gate_port))
	local b = crypt.base64encode
	local name = string.format("%%s@%%s#%%s:%%s", b(uid), b "sample", b(subid), index)
	send(fd, name .. ":" .. b(crypt.hmac64(crypt.hashkey(name), secret)))
	return fd, receive(fd)
end
local function ask(fd, session, text)
	send(fd, text .. string.pack(">I4", session))
	local answer = receive(fd)
	if answer then
		local ok, session = string.unpack(">BI4", answer, -5)
		return session, ok, answer:sub(1, -6)
	end
end

skynet.start(function()
	local logind = skynet.newservice "logind"
	local gated = skynet.newservice("gated", logind)
	skynet.call(gated, "lua", "open", { address = host, port = gate_port, maxclient = 64, servername = "sample" })
	skynet.fork(function()
		skynet.error("wrong password:", (login "ann:guess"))
		skynet.error("wrong hmac:", (login("ann:secret", "12345678")))
		skynet.error("banned:", (login "banned:secret"))
		skynet.fork(function() login "slow:secret" end)
		skynet.sleep(3)
		skynet.error("twice:", (login "slow:secret"))
		local subid, secret = login "ann:secret"
		skynet.error("subid:", math.type(tonumber(subid)))
		local fd, result = connect("ann", subid, 1, secret)
		skynet.error("connect:", result)
		skynet.error("ask:", ask(fd, 7, "x"))
		skynet.error("ask again:", ask(fd, 7, "y"))
		skynet.error("fail:", ask(fd, 8, "fail"))
		skynet.error("ip:", (select(3, ask(fd, 9, "ip")):gsub(":%%d+$", "")))
		socket.close(fd)
		fd, result = connect("ann", subid, 1, secret)
		skynet.error("old index:", result, socket.read(fd))
		socket.close(fd)
		fd, result = connect("ann", subid, 2, secret)
		skynet.error("again:", result)
		skynet.error("cached:", ask(fd, 7, "something else"))
		send(fd, "slow" .. string.pack(">I4", 10))
		skynet.sleep(5)
		socket.close(fd)
		fd, result = connect("ann", subid, 3, secret)
		skynet.error("in work:", ask(fd, 10, "ignored"))
		skynet.error("too long:", ask(fd, 11, "long"))
		socket.close(fd)
		fd, result = connect("ann", subid, 4, secret)
		send(fd, "abc")
		skynet.error("no session:", socket.read(fd))
		socket.close(fd)
		fd, result = connect("ann", subid, 5, "87654321")
		skynet.error("wrong secret:", result)
		socket.close(fd)
		fd, result = connect("bob", "1", 1, secret)
		skynet.error("unknown:", result)
		socket.close(fd)
		fd, result = connect("ann", subid, "x", secret)
		skynet.error("bad index:", result)
		socket.close(fd)
		fd, result = connect("ann", subid, 6, secret)
		skynet.error("kicked:", (login "ann:secret") ~= subid, socket.read(fd))
		socket.close(fd)
		skynet.error "done"
	end)
end)`

func freePort(t testing.TB) int {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}

func TestLogin(t *testing.T) {
	s := prepare(t, nil)
	port := freePort(t)
	s.write("logind.lua", fmt.Sprintf(loginScript, port))
	s.write("gated.lua", msggateScript)
	s.launch(fmt.Sprintf(loginMainScript, port, freePort(t)))
	s.log.wait(t, 1, "done")
	s.logged(
		"login server listen at : 127.0.0.1 ",
		"wrong password: 401 Unauthorized",
		"wrong hmac: 401 Unauthorized",
		"challenge failed",
		"banned: 403 Forbidden",
		"twice: 406 Not Acceptable",
		"User slow is already login",
		"subid: integer",
		"connect: 200 OK",
		"ask: 7 1 answer to x",
		"ask again: 7 1 answer to y",
		"fail: 8 0 ",
		"no such request",
		"ip: 127.0.0.1",
		"old index: 403 Index Expired false",
		"again: 200 OK",
		"cached: 7 1 answer to y",
		"in work: 10 1 answer to slow",
		"too long:",
		"Invalid package",
		"no session: false",
		"wrong secret: 401 Unauthorized",
		"unknown: 404 User Not Found",
		"bad index: 400 Bad Request",
		"kicked: true false",
		"afk ann",
	)
	if n := s.log.count("asked"); n != 1 {
		t.Errorf("the slow request was handled %d times", n)
	}

	// clients that say something else, or nothing
	for _, text := range []string{"", "x\n", "\n\n\n", strings.Repeat("z", 20000)} {
		c := dialRaw(t, fmt.Sprint("127.0.0.1:", port))
		io.WriteString(c, text)
		c.CloseWrite()
		io.Copy(io.Discard, c)
		c.Close()
	}
	s.log.wait(t, 4, "invalid client (fd = ")
}
