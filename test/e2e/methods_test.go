package e2e

import (
	"regexp"
	"testing"

	"github.com/coder/websocket"
)

// What a ws can tell and do besides send.
func TestMethodsOfTheSocket(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, class(`
function ws:on_message(msg)
	local sock = self.ws
	if msg == "tell" then
		sock:send(("%s %s %s %s %s %s"):format(math.type(sock.id), sock.remote, sock.path, sock.query, sock.subprotocol, sock.nothing))
	elseif msg == "state" then
		sock:send(("%s %d"):format(sock:is_closed(), sock:buffered()))
	elseif msg == "ping" then
		sock:send(tostring(sock:ping("are you there?")))
		sock:send(select(2, pcall(sock.ping, sock, ("x"):rep(126))))
	elseif msg == "codes" then
		for _, code in ipairs{0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 1.5, "x"} do
			sock:send(tostring((pcall(sock.close, sock, "why", code))))
		end
		sock:send(select(2, pcall(sock.close, sock, "why", 1005)))
		sock:send(select(2, pcall(sock.close, {})))
	elseif msg == "close" then
		sock:close("enough", 4321)
		skynet.error(sock:is_closed(), sock.closed, sock:send("lost"), sock:ping())
	end
end`))
		c := s.dialAt(s.addr+"/a%20b?x=1&y", nil)
		c.send("tell")
		if got, err := c.next(); !regexp.MustCompile(`^integer 127\.0\.0\.1:\d+ /a b x=1&y/ nil nil$`).MatchString(got) {
			t.Errorf("%q, %v", got, err)
		}
		c.send("state")
		c.want("false 0")
		c.send("ping")
		c.want("true", "ws:ping: 126 bytes are more than a ping can have (125)")
		c.send("codes")
		for range 10 {
			c.want("false")
		}
		c.want("ws:close: 1005 is no close code that can be sent (1000, 3000 to 4999, ...)", "ws:close: not a websocket (use ':', not '.')")
		c.send("close")
		c.wantClose(4321, "enough")
		s.log.wait(t, 1, "on_close enough 4321")
		s.log.wait(t, 1, "true true nil")
	})
}

// A connection is in reach of every service by its id.
func TestConnectionByID(t *testing.T) {
	each(t, []mode{isolated, shared, spread, launched}, func(t *testing.T, m mode) {
		s := newSite(t, m, class(`
local connection = require "websocket.connection"
function ws:on_open() self.ws:send(tostring(self.ws.id)) end
function ws:on_message(msg)
	local id, text = msg:match("(%d+) (.*)")
	local other = connection.get(math.tointeger(id))
	if not other then
		return self.ws:send("nobody")
	end
	if text == "close" then
		other:close("by another", 4000)
	else
		self.ws:send(("%s %s"):format(other.id == math.tointeger(id), other:send(text)))
	end
end`))
		ann, bob := s.dial(), s.dial()
		id, _ := ann.next()
		if own, err := bob.next(); err != nil || own == id {
			t.Errorf("ids %s and %s, %v", id, own, err)
		}
		bob.send(id + " hello")
		bob.want("true true")
		ann.want("hello")
		bob.send(id + " close")
		ann.wantClose(4000, "by another")
		s.log.wait(t, 1, "on_close by another 4000")
		bob.send("999999 hello")
		bob.want("nobody")
	})
}

// The ids of http.websocket are of the same kind.
func TestConnectionOfHTTPWebsocket(t *testing.T) {
	s := prepare(t, nil)
	s.write("greeter.lua", `
local skynet = require "skynet"
local connection = require "websocket.connection"
skynet.start(function()
	skynet.dispatch("lua", function(_, _, id)
		local ws = connection.get(id)
		skynet.ret(skynet.pack(ws.id, ws.path, ws:send("from another service")))
	end)
end)`)
	s.launch(`
local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"
skynet.start(function()
	local greeter = skynet.newservice("greeter")
	local H = {}
	function H.message(id) skynet.error(id, skynet.call(greeter, "lua", id)) end
	socket.start(socket.listen("127.0.0.1", 0), function(id) websocket.accept(id, H) end)
end)`)
	c := s.dialAt(s.addr+"/path", nil)
	c.send("x")
	c.want("from another service")
	s.log.wait(t, 1, "2 2 /path/ true")
	c.Close(websocket.StatusNormalClosure, "")
}
