package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// self.headers: look-ups in any case, names as they were sent.
func TestHeaders(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, class(`
function ws:on_message(name)
	if name == "names" then
		local names = {}
		for k, v in pairs(self.headers) do names[#names + 1] = k .. "=" .. v end
		table.sort(names)
		for _, n in ipairs(names) do self.ws:send(n) end
	else
		self.ws:send(tostring(self.headers[name]))
	end
end`))
		r := s.raw("X-ToKeN: a secret ", "x-empty:", "X-Name:  "+chinese, "X-Twice: one", "X-Twice: two")
		for _, tt := range []struct{ name, want string }{
			{"X-ToKeN", "a secret"}, {"x-token", "a secret"}, {"X-TOKEN", "a secret"},
			{"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}, {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="},
			{"host", "localhost"}, {"UPGRADE", "websocket"},
			{"x-name", chinese}, {"x-twice", "one"}, {"nothing", "nil"},
			{"x-empty", ""}, // "" is not sent
		} {
			r.send(frame(text, tt.name))
			if tt.want != "" {
				r.want(tt.want)
			}
		}
		r.send(frame(text, "names"))
		for _, want := range []string{
			"Connection=Upgrade", "Host=localhost", "Sec-WebSocket-Key=dGhlIHNhbXBsZSBub25jZQ==",
			"Sec-WebSocket-Version=13", "Upgrade=websocket", "X-Name=" + chinese, "X-ToKeN=a secret", "X-Twice=one", "x-empty=",
		} {
			r.want(want)
		}

		c := s.dialAt(s.addr, &websocket.DialOptions{HTTPHeader: http.Header{"x-lower": {"from another client"}}})
		c.send("X-Lower")
		c.want("from another client")
	})
}

// self.headers is a table like any other, whatever of it was asked for before.
func TestHeadersAreWritten(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, class(`
function ws:on_open()
	local h = self.headers
	h.Host = "mine"
	h.extra = "more"
	self.ws:send(table.concat({h.host, h.EXTRA, h["x-one"], tostring(h.none), h["X-One"], #h}, " "))
	h["X-One"] = nil
	self.ws:send(table.concat({h.host, h.EXTRA, tostring(h["x-one"]), h["x-two"]}, " "))
	h["x-one"] = "again"
	local n = 0
	for k in pairs(h) do n = n + 1 end
	self.ws:send(h["X-ONE"] .. " " .. n)
	for k in pairs(h) do h[k] = nil end
	self.ws:send(tostring(h.host) .. " " .. tostring(next(h)))
end`))
		r := s.raw("X-One: 1", "X-Two: 2")
		for _, want := range []string{"mine more 1 nil 1 0", "mine more nil 2", "again 8", "nil nil"} {
			r.want(want)
		}
	})
}

// self.ws is a table that handlers hang fields of their own on.
func TestFieldsOfTheSocket(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, class(`
function ws:ctor(opt)
	self.ws, self.same = opt.ws, opt.ws
	opt.ws.user = "a name"
end
function ws:on_open() self.ws.count = 0 end
function ws:on_message(msg)
	local sock = self.ws
	sock.count = sock.count + 1
	sock:send(table.concat({
		sock.user, sock.count, tostring(sock == self.same), type(sock), tostring(sock.closed), tostring(sock.nothing),
	}, " "))
end
function ws:on_close() skynet.error("end", self.ws.user, self.ws.count, self.ws.closed) end`))
		c, other := s.dial(), s.dial()
		c.send("x", "x")
		other.send("x")
		c.want("a name 1 true table nil nil", "a name 2 true table nil nil")
		other.want("a name 1 true table nil nil")
		c.Close(1000, "")
		s.log.wait(t, 1, "end a name 2 true")
	})
}

// What send doesn't send, and what it raises.
func TestSend(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, class(`
function ws:ctor(opt) self.ws = opt.ws self.max_payload_len = 100 end
local odd = { nothing = function() end, none = function(ws) return ws:send() end }
function ws:on_message(msg)
	local sock = self.ws
	if msg == "nothing" then
		assert(not sock:send(""))
		assert(not sock:send("", nil))
		assert(not sock:send(nil))
		assert(not sock:send())
		assert(not sock:send(12))
		assert(not sock:send(true))
		assert(not sock:send({}))
		assert(not sock:send(print))
		sock:send("end")
	elseif msg == "too long" then
		local ok, err = pcall(sock.send, sock, ("x"):rep(101))
		sock:send(tostring(ok))
		sock:send(err)
		sock:send(("x"):rep(100))
	elseif msg == "raise" then
		sock:send(("x"):rep(101))
		sock:send("not reached")
	elseif msg == "dot" then
		sock.send("hello")
	elseif msg == "empty" then
		assert(sock:send("", false))
		assert(sock:send("", true))
	elseif msg == "zero" then
		sock:send("a\0b", true)
	else
		sock:send(msg)
	end
end`))
		c := s.dial()
		c.send("nothing")
		c.want("end")
		c.send("too long")
		c.want("false", "ws:send: a message of 101 bytes is over max_payload_len", strings.Repeat("x", 100))
		c.send("raise", "dot", "go on")
		c.want("go on")
		c.send("zero")
		if typ, data, err := c.Read(c.ctx); typ != websocket.MessageBinary || string(data) != "a\x00b" || err != nil {
			t.Errorf("%v %q %v", typ, data, err)
		}
		c.send("empty")
		for _, want := range []websocket.MessageType{websocket.MessageText, websocket.MessageBinary} {
			if typ, data, err := c.Read(c.ctx); typ != want || len(data) != 0 || err != nil {
				t.Errorf("%v %q %v, want an empty %v", typ, data, err, want)
			}
		}
		script := s.file("ws.lua")
		for _, want := range []string{script + ":30: ws:send: a message of 101 bytes is over max_payload_len", script + ":33: ws:send: not a websocket (use ':', not '.')"} {
			if s.log.count(want) != 1 {
				t.Errorf("the log has no %q", want)
			}
		}
	})
}

// To send after the end is harmless, and sends nothing.
func TestSendAfterClose(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newTimelessSite(t, m, class(`
function ws:on_message(msg)
	self.ws:send("last")
	self.ws:close("enough")
	skynet.error("after close", self.ws:send("lost"), self.ws.closed)
	self.ws:close("again")
	skynet.timeout(100, function() skynet.error("late", self.ws:send("lost"), self.ws:close()) end)
end
function ws:on_close() skynet.error("in on_close", self.ws:send("lost"), self.ws:close("again")) end`))
		c := s.dial()
		c.send("x")
		c.want("last")
		c.wantClose(1000, "enough")
		s.log.wait(t, 1, "in on_close")
		s.advance(1e9)
		late := 1
		if m == isolated { // the service has ended with its connection
			late = 0
		}
		if got := s.log.count("late"); got != late {
			t.Errorf("%d lines of the timeout, want %d", got, late)
		}
		if s.log.count("after close nil true") != 1 || s.log.count("in on_close nil nil") != 0 && s.log.count("traceback") != 0 {
			t.Error("send or close after the end did something")
		}
	})
}

// Messages of one handler come in the order in which they were sent, whatever
// they were sent from.
func TestManySends(t *testing.T) {
	const n = 5000
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, class(fmt.Sprintf(`
function ws:on_message()
	for i = 1, %d do self.ws:send(tostring(i)) end
	skynet.fork(function() self.ws:send("from a fork") end)
	self.ws:send("end")
end`, n)))
		c := s.dial()
		c.send("go")
		for i := 1; i <= n; i++ {
			c.want(fmt.Sprint(i))
		}
		c.want("end", "from a fork")
	})
}
