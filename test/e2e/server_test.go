package e2e

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/luaws/luaws/wsbridge"
)

// launch serves the class with a start function of its own, in which ws,
// skynet, socket and wsserver are there.
func launch(t testing.TB, ws, start string) *site {
	s := prepare(t, nil)
	s.write("ws.lua", ws)
	s.launch(`local skynet = require "skynet"
local socket = require "skynet.socket"
local wsserver = require "websocket.server"
local ws = require "ws"
skynet.start(function()` + start + `
end)`)
	return s
}

func TestSetPath(t *testing.T) {
	s := launch(t, echo, `
	socket.start(socket.listen("127.0.0.1", 0), function(id)
		wsserver:new { fd = id, cls = ws }:set_path("/chat"):start()
		skynet.error("start has returned")
	end)`)
	for path, status := range map[string]int{"/chat": 101, "/chat?room=1": 101, "/": 404, "/chat/": 404, "/Chat": 404} {
		c, resp, err := websocket.Dial(testContext(t), "ws://"+s.addr+path, nil)
		if resp == nil || resp.StatusCode != status {
			t.Fatalf("%s: %v", path, err)
		}
		if err == nil {
			c.Close(1000, "")
		}
	}
	s.log.wait(t, 5, "start has returned")
	if n := s.server.Stats.Of(wsbridge.RefusedPath); n != 3 {
		t.Errorf("%d refusals", n)
	}
}

// What is no websocket client is refused, which is counted, and the script goes on.
func TestRefused(t *testing.T) {
	s := launch(t, echo, `
	socket.start(socket.listen("127.0.0.1", 0), function(id)
		wsserver:new { fd = id, cls = ws }:start()
		skynet.error("start has returned")
	end)`)
	resp, err := http.Get("http://" + s.addr)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode < 400 || resp.StatusCode > 499 {
		t.Errorf("a plain request: %s", resp.Status)
	}
	s.rawTCP().reset()
	r := s.rawTCP()
	r.send("GET / HTT")
	r.CloseWrite()
	s.log.wait(t, 3, "start has returned")
	c := s.dial()
	c.send("x")
	c.want("x")
	request, left := s.server.Stats.Of(wsbridge.RefusedRequest), s.server.Stats.Of(wsbridge.RefusedLeft)
	if request != 2 || left != 1 {
		t.Errorf("%d refusals of requests, %d clients have left", request, left)
	}
}

// A client that says nothing is dropped.
func TestSetTimeout(t *testing.T) {
	s := launch(t, echo, `
	socket.start(socket.listen("127.0.0.1", 0), function(id)
		wsserver:new { fd = id, cls = ws }:set_timeout(1):start()
		skynet.error("start has returned")
	end)`)
	for _, said := range []string{"", "GET / HTTP/1.1\r\n"} {
		r := s.rawTCP()
		r.send(said)
		resp, err := http.ReadResponse(r.br, nil)
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode != http.StatusRequestTimeout {
			t.Errorf("the silent client gets %s", resp.Status)
		}
		r.Close()
	}
	s.log.wait(t, 2, "start has returned")
}

// What can't be started raises an error, and leaves the rest alone.
func TestStartErrors(t *testing.T) {
	s := launch(t, echo, `
	local function try(what, fd, cls)
		local ok, err = pcall(function() wsserver:new { fd = fd, cls = cls }:start() end)
		skynet.error(what, ok, err)
	end
	local listener = socket.listen("127.0.0.1", 0)
	try("unknown", 4711, ws)
	try("none", nil, ws)
	try("negative", -1, ws)
	try("float", 1.5, ws)
	try("listener", listener, ws)
	socket.start(listener, function(id)
		skynet.fork(try, "second", id, ws)
		wsserver:new { fd = id, cls = ws }:start()
		try("after", id, ws)
	end)
	try("started", listener, ws)
	skynet.error("twice", pcall(socket.start, listener, print))
	skynet.error("no such", socket.start(4711, print))`)
	c := s.dial()
	s.log.wait(t, 1, "second")
	c.send("x")
	c.want("x")
	c.Close(1000, "")
	s.log.wait(t, 1, "after false")
	for _, want := range []string{
		"unknown false .*: wsserver: socket 4711: wsbridge: no such socket",
		"none false .*: wsserver: fd is not a socket id",
		"negative false .*: wsserver: socket -1: wsbridge: no such socket",
		"float false .*: wsserver: fd is not a socket id",
		"listener false .*: wsserver: socket 1: wsbridge: socket is not an accepted stream",
		"second false .*: wsserver: socket 2: wsbridge: stream already taken",
		"twice false .*socket is not closed",
		"no such nil invalid socket",
	} {
		before, after, _ := strings.Cut(want, ".*")
		found := false
		for _, line := range s.log.lines(before) {
			found = found || strings.HasPrefix(line, before) && strings.HasSuffix(line, after)
		}
		if !found {
			t.Errorf("the log has no %q", want)
		}
	}
}

// A class that lacks a method is refused with a message that names it.
func TestBadClass(t *testing.T) {
	for cls, want := range map[string]string{
		`{}`:       "wsserver: cls is not a class (it has no 'new')",
		`"ws"`:     "wsserver: cls is not a class (got string)",
		`nil`:      "wsserver: cls is not a class (got nil)",
		`lacking`:  "WebSocket need `on_close` method.",
		`noctor`:   "WebSocket need `on_open` method.",
		`newthing`: "the class's new returned no object",
	} {
		t.Run(cls, func(t *testing.T) {
			s := launch(t, echo, `
	local class = require "class"
	local lacking, noctor, newthing = class "lacking", class "noctor", { new = function() return 1 end }
	function lacking:ctor() end
	lacking.on_open, lacking.on_error, lacking.on_message = print, print, print
	socket.start(socket.listen("127.0.0.1", 0), function(id)
		wsserver:new { fd = id, cls = `+cls+` }:start()
	end)`)
			if c, err := s.tryDial(s.addr, nil); err == nil {
				c.wantClose(1011, "no handler")
			}
			s.log.wait(t, 1, want)
			s.log.wait(t, 1, "stack traceback:")
		})
	}
}

// Two listeners with two classes; one is closed, its connections stay.
func TestListeners(t *testing.T) {
	s := launch(t, echo, `
	local class = require "class"
	local loud = class "loud"
	function loud:ctor(opt) self.ws = opt.ws end
	loud.on_open, loud.on_error, loud.on_close = ws.on_open, ws.on_error, ws.on_close
	function loud:on_message(msg)
		if msg == "close" then socket.close(second) end
		self.ws:send(msg:upper())
	end
	local first = socket.listen("127.0.0.1:0")
	second = socket.listen("127.0.0.1", 0, 10)
	socket.start(first, function(id) wsserver:new { fd = id, cls = ws }:start() end)
	socket.start(second, function(id, addr)
		skynet.error("client", addr)
		wsserver:new { fd = id, cls = loud, nodelay = true }:start()
	end)`)
	addrs := s.sockets.Listeners()
	if len(addrs) != 2 {
		t.Fatalf("%d listeners", len(addrs))
	}
	quiet, loud := s.dialAt(addrs[0].String(), nil), s.dialAt(addrs[1].String(), nil)
	quiet.send("hello")
	quiet.want("hello")
	loud.send("hello", "close", "more")
	loud.want("HELLO", "CLOSE", "MORE")
	if s.log.count("client 127.0.0.1:") != 1 {
		t.Error("the callback has no address")
	}
	if c, err := net.Dial("tcp", addrs[1].String()); err == nil {
		c.Close()
		t.Error("the closed listener accepts")
	}
	other := s.dialAt(addrs[0].String(), nil)
	other.send("still here")
	other.want("still here")
}

// socket.close of a websocket's id, and wsserver:close, drop the connection.
func TestDrop(t *testing.T) {
	s := launch(t, class(`
function ws:on_message(msg) skynet.wakeup(msg) end`), `
	socket.start(socket.listen("127.0.0.1", 0), function(id)
		local server = wsserver:new { fd = id, cls = ws }
		skynet.fork(function() skynet.wait("socket.close") socket.close(id) end)
		skynet.fork(function() skynet.wait("server:close") server:close() server:close() end)
		server:start()
		skynet.error("start has returned")
		skynet.wakeup "socket.close"
		skynet.wakeup "server:close"
	end)`)
	for i, how := range []string{"socket.close", "server:close"} {
		r := s.raw()
		r.send(frame(text, how))
		for {
			if _, err := r.br.ReadByte(); err != nil {
				break
			}
		}
		s.log.wait(t, i+1, "start has returned")
	}
	s.closeAll()
	if e, c := s.log.count("on_error wsbridge: connection lost"), s.log.count(" 1006"); e != 2 || c != 2 {
		t.Errorf("%d calls of on_error, %d of on_close", e, c)
	}
}

// A class derived from websocket.server works, as in scripts that wrap it.
func TestDerivedServer(t *testing.T) {
	s := launch(t, echo, `
	local mine = setmetatable({}, { __index = wsserver })
	mine.__index = mine
	function mine:hello() skynet.error("hello from", self.fd) return self end
	socket.start(socket.listen("127.0.0.1", 0), function(id)
		mine:new({ fd = id, cls = ws }):hello():start()
	end)`)
	c := s.dial()
	c.send("x")
	c.want("x")
	s.log.wait(t, 1, "hello from 2")
}

// Errors of the accepting callback are logged; its client is let go.
func TestErrorInAccept(t *testing.T) {
	s := launch(t, echo, `
	socket.start(socket.listen("127.0.0.1", 0), function(id)
		error("not today")
	end)`)
	for i := range 3 {
		r := s.rawTCP()
		r.wantEnd()
		s.log.wait(t, i+1, "main.lua:7: not today")
	}
}

// Streams whose clients have not been served yet go with the rest.
func TestShutdownInHandshake(t *testing.T) {
	s := launch(t, echo, `
	socket.start(socket.listen("127.0.0.1", 0), function(id, addr)
		skynet.error("accepted", addr)
		wsserver:new { fd = id, cls = ws }:start()
		skynet.error("not reached, or refused")
	end)
	socket.start(socket.listen("127.0.0.1", 0), function(id, addr)
		skynet.error("accepted", addr)
		skynet.wait()
	end)`)
	for _, addr := range s.sockets.Listeners() {
		for range 3 {
			nc, err := net.Dial("tcp", addr.String())
			if err != nil {
				t.Fatal(err)
			}
			defer nc.Close()
		}
	}
	s.log.wait(t, 6, "accepted")
	ctx, cancel := context.WithCancel(testContext(t))
	defer cancel()
	if err := s.close(ctx); err != nil {
		t.Error(err)
	}
}

// Who kills the task that is in start ends the connection, also in on_open.
func TestServerTaskKilled(t *testing.T) {
	for _, when := range []string{"open", "later"} {
		t.Run(when, func(t *testing.T) {
			s := launch(t, class(`
function ws:on_open()
	skynet.fork(kill)
	if self.headers["x-when"] == "open" then skynet.wait() end
end`), `
	socket.start(socket.listen("127.0.0.1", 0), function(id)
		local task = coroutine.running()
		function kill() skynet.error("killed", skynet.killthread(task) == task) end
		wsserver:new { fd = id, cls = ws }:start()
	end)`)
			s.raw("X-When: "+when).wantClose(1001, "task killed")
			s.log.wait(t, 1, "killed true")
		})
	}
}
