package e2e

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// services makes a site with a main.lua that listens and sends ids to an agent
// service: the way of most projects.
func services(t *testing.T, handler string) *site {
	s := prepare(t, nil)
	s.write("agent.lua", `local skynet = require "skynet"
local websocket = require "http.websocket"
local function log(...) skynet.error(">", ...) end
local H, CMD = {}, {}
function CMD.accept(id, addr) log("accept:", websocket.accept(id, H, "ws", addr)) end
function CMD.write(id, msg) return pcall(websocket.write, id, msg) end
function CMD.exit() skynet.exit() end
`+handler+`
skynet.start(function()
	skynet.dispatch("lua", function(_, _, cmd, ...)
		if cmd == "accept" then skynet.ignoreret() CMD.accept(...) else skynet.retpack(CMD[cmd](...)) end
	end)
end)`)
	s.launch(`local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"
skynet.start(function()
	local agent = skynet.newservice("agent")
	socket.start(socket.listen("127.0.0.1", 0), function(id, addr)
		skynet.send(agent, "lua", "accept", id, addr)
		skynet.error("> here", websocket.is_close(id), (pcall(websocket.write, id, "x")))
		skynet.sleep(1)
		skynet.error("> write there:", skynet.call(agent, "lua", "write", id, "from main"))
	end)
end)`)
	return s
}

// A socket that one service accepted is a websocket of another one, and of
// that one alone.
func TestHTTPWebsocketInAnotherService(t *testing.T) {
	s := services(t, `
function H.message(id, msg, typ)
	websocket.write(id, msg, typ)
	skynet.fork(websocket.write, id, "from a fork", "binary")
end
function H.close(id, code, reason) log("close", code, reason) end`)
	c := s.dial()
	c.want("from main")
	c.send("echo")
	c.want("echo")
	typ, data, err := c.Read(c.ctx)
	if err != nil || typ != websocket.MessageBinary || string(data) != "from a fork" {
		t.Errorf("%v %q, %v", typ, data, err)
	}
	c.Close(4000, "bye")
	s.log.wait(t, 1, "> accept: true")
	for _, want := range []string{"> here true false", "> write there: true", "> close 4000 bye"} {
		s.log.wait(t, 1, want)
	}
}

// A service sends to all of its clients by a table of their ids, as many come and go.
func TestHTTPWebsocketBroadcast(t *testing.T) {
	s := services(t, `
local members = {}
function H.handshake(id) members[id] = true end
function H.message(_, msg) for id in pairs(members) do websocket.write(id, msg) end end
function H.close(id) members[id] = nil log "left" end`)
	left := 0
	for _, clients := range []int{3, 10, 64, 100} {
		all := make([]*client, clients)
		for i := range all {
			all[i] = s.dial()
			all[i].want("from main") // after its handshake
		}
		all[0].send("to all")
		for _, c := range all {
			c.want("to all")
		}
		for _, c := range all {
			c.Close(1000, "")
		}
		left += clients
		s.log.wait(t, left, "> left")
	}
}

// The connections of a service that ends are closed, in whatever state.
func TestHTTPWebsocketServiceEnds(t *testing.T) {
	s := services(t, `
function H.message(id, msg) if msg == "exit" then skynet.exit() end skynet.sleep(10000) end
function H.error() log "error" end
function H.close() log "close" end`)
	c := s.dial()
	sleeping, waiting, silent := s.dial(), s.dial(), s.rawTCP()
	for _, c := range []*client{c, sleeping, waiting} {
		c.want("from main")
	}
	sleeping.send("sleep", "never told")
	c.send("exit")
	for _, c := range []*client{c, sleeping, waiting} {
		c.wantClose(1001, "service ended")
	}
	silent.br.ReadByte()
	if n := s.log.count("> close") + s.log.count("> error"); n != 0 {
		t.Errorf("%d callbacks in a service that has ended", n)
	}
}

// SIGTERM: the message that is being handled is done, then 1001, then close.
func TestHTTPWebsocketShutdown(t *testing.T) {
	s := services(t, `
function H.connect(id) if connected then log "stuck" skynet.wait() end connected = true end
function H.message(id, msg) log "begun" skynet.sleep(10) websocket.write(id, msg) end
function H.close(id, code, reason) log("close", code, reason) end`)
	c := s.dial()
	c.want("from main")
	stuck := s.rawTCP()
	s.log.wait(t, 1, "> stuck")
	c.send("last", "not told")
	s.log.wait(t, 1, "> begun")
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		s.closeAll()
	}()
	c.want("last")
	c.wantClose(1001, "server shutting down")
	stuck.br.ReadByte()
	<-closed
	if got := s.log.lines("> close"); fmt.Sprint(got) != "[> close 1001 server shutting down]" {
		t.Error(got)
	}
}

// A script that has read the request itself passes it on.
func TestHTTPWebsocketUpgrade(t *testing.T) {
	for name, test := range map[string]struct{ upgrade, log string }{
		"good": {`{ method = "GET", url = "/x?y=z", header = { host = "h", upgrade = "WebSocket", connection = "Upgrade",
			["sec-websocket-key"] = "dGhlIHNhbXBsZSBub25jZQ==", ["sec-websocket-version"] = "13", ["x-real-ip"] = "5.6.7.8", two = { "a", "b" } } }`,
			"handshake /x?y=z b 5.6.7.8 true"},
		"no upgrade": {`{ method = "GET", url = "/", header = { host = "h" } }`, "accept: true"},
		"POST":       {`{ method = "POST", url = "/", header = { host = "h" } }`, "accept: true"},
		"no header":  {`{ method = "GET", url = "/" }`, "accept: true"},
		"empty":      {`{}`, "accept: true"},
	} {
		t.Run(name, func(t *testing.T) {
			s := prepare(t, nil)
			s.launch(`local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"
local function log(...) skynet.error(">", ...) end
skynet.start(function()
	socket.start(socket.listen("127.0.0.1", 0), function(id, addr)
		local up = ` + test.upgrade + `
		log("accept:", websocket.accept(id, {
			handshake = function(id, header, url)
				log("handshake", url, header.two and header.two[2], websocket.real_ip(id), header == up.header)
			end,
			message = function(id, msg) websocket.write(id, msg) end,
		}, "ws", addr, { upgrade = up }))
	end)
end)`)
			r := s.rawTCP()
			if name == "good" {
				r.send(frame(text, "x"))
				r.upgraded()
				r.want("x")
			} else if line, _ := r.br.ReadString('\n'); !strings.HasPrefix(line, "HTTP/1.1 4") {
				t.Errorf("answer %q", line)
			}
			r.Close()
			s.log.wait(t, 1, test.log)
			s.log.wait(t, 1, "accept: true")
		})
	}
}

// A handler that waits has its client wait, and nobody else; what it sends
// meanwhile goes out.
func TestHTTPWebsocketBackpressure(t *testing.T) {
	s := prepare(t, nil)
	s.launch(`local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"
local H, blocked = {}
function H.message(id, msg)
	if msg == "block" then
		websocket.write(id, "blocking")
		blocked = coroutine.running()
		skynet.wait()
	elseif msg == "go on" then
		skynet.wakeup(blocked)
	end
	websocket.write(id, #msg < 100 and msg or tostring(#msg))
end
skynet.start(function()
	socket.start(socket.listen("127.0.0.1", 0), function(id, addr) websocket.accept(id, H, "ws", addr) end)
end)`)
	slow, other := s.dial(), s.dial()
	slow.send("block")
	slow.want("blocking")
	big := strings.Repeat("x", 200000)
	sent := make(chan error, 1)
	go func() { // more than the kernel takes
		var err error
		for range 100 {
			err = errors.Join(err, slow.sendText(big))
		}
		sent <- err
	}()
	other.send("free")
	other.want("free")
	select {
	case <-sent:
		t.Error("the server reads 20 MB for a handler that waits")
	default:
	}
	other.send("go on")
	other.want("go on")
	slow.want("block")
	for range 100 {
		slow.want("200000")
	}
	if err := <-sent; err != nil {
		t.Error(err)
	}
}

// A client that doesn't read costs memory up to a bound: the handler is warned,
// then it is dropped.
func TestHTTPWebsocketSlowClient(t *testing.T) {
	s := prepare(t, nil)
	s.server.Config.SendQueue, s.server.Config.CloseTimeout = 8<<20, 1
	s.launch(`local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"
local H = {}
local function log(...) skynet.error(">", ...) end
function H.message(id, msg)
	for i = 1, 40 do
		for j = 1, 5 do websocket.write(id, ("x"):rep(100000)) end
		skynet.yield()
	end
	log(websocket.is_close(id))
end
function H.warning(ws, kb) log("warning", math.type(ws.id), ws.addr == nil, ws.mode, kb > 0) end
function H.error(id, err) log(err) end
function H.close(id) log("close") end
skynet.start(function()
	socket.start(socket.listen("127.0.0.1", 0), function(id, addr) log("accept:", websocket.accept(id, H, "ws")) end)
end)`)
	r := s.raw()
	r.send(frame(text, "flood"))
	s.log.wait(t, 1, "> accept: true")
	if n := s.log.count("> warning integer true server true"); n != 3 && n != 4 {
		t.Errorf("%d warnings, not of 1, 2, 4 and perhaps 8 MiB", n)
	}
	if n := s.log.count("> [Socket Error] : write queue full fd = "); n != 1 {
		t.Error("error wasn't called")
	}
}

// A callback that writes without end to a client that doesn't read, or has gone,
// gets an error; another task doesn't.
func TestHTTPWebsocketWritesToNobody(t *testing.T) {
	s := prepare(t, nil)
	s.server.Config.SendQueue, s.server.Config.CloseTimeout = 8<<20, 1
	s.launch(`local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"
local H = {}
local function log(...) skynet.error(">", ...) end
local function endless(id, size, name)
	while not websocket.is_close(id) do websocket.write(id, ("x"):rep(size)) skynet.sleep(0) end
	log(name, "ends")
end
function H.message(id, msg)
	skynet.fork(endless, id, 1, "other task")
	local ok, err = pcall(endless, id, msg == "flood" and 100000 or 1)
	log(msg, ok, tostring(err):match "^%[Socket Error%] : %a+ %a+")
	error(err)
end
function H.error(id, err) log("error", err:match "^%[Socket Error%] : %a+ %a+") end
function H.close(id) log("close") end
skynet.start(function()
	socket.start(socket.listen("127.0.0.1", 0), function(id, addr) log("accept:", websocket.accept(id, H, "ws")) end)
end)`)
	r := s.raw()
	r.send(frame(text, "flood"))
	s.log.wait(t, 1, "> flood false [Socket Error] : write queue")
	s.log.wait(t, 1, "> error [Socket Error] : write queue")
	s.log.wait(t, 1, "> accept: true")
	s.log.wait(t, 1, "> other task ends")
	r = s.raw()
	r.send(frame(text, "go"))
	r.reset()
	s.log.wait(t, 1, "> go false [Socket Error] : read failed")
	s.log.wait(t, 1, "> error [Socket Error] : read failed")
	s.log.wait(t, 2, "> accept: true")
	s.log.wait(t, 2, "> other task ends")
}

// Warnings end with 0.
func TestHTTPWebsocketWarning(t *testing.T) {
	s := prepare(t, nil)
	s.launch(`local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"
local H = {}
function H.message(id, msg) for i = 1, 100 do websocket.write(id, ("x"):rep(100000)) end end
function H.warning(ws, kb) skynet.error("> warning", kb) end
skynet.start(function()
	socket.start(socket.listen("127.0.0.1", 0), function(id, addr) websocket.accept(id, H) end)
end)`)
	c := s.dial()
	c.send("flood")
	s.log.wait(t, 2, "> warning")
	for range 100 {
		if msg, err := c.next(); err != nil || len(msg) != 100000 {
			t.Fatal(len(msg), err)
		}
	}
	s.log.wait(t, 1, "> warning 0")
}

// 2000 connections, opened, used and dropped in different ways, leave nothing.
func TestHTTPWebsocketStorm(t *testing.T) {
	const clients, n = 20, 100
	s := services(t, `
function H.message(id, msg, typ) if msg == "close" then websocket.close(id, 1000, "asked") else websocket.write(id, msg, typ) end end`)
	every(t, clients, func(i int) error {
		for k := range n {
			c, err := s.tryDial(s.addr, nil)
			if err != nil {
				return err
			}
			msg := fmt.Sprint(i, " ", k)
			if err := c.sendText(msg); err != nil {
				return err
			}
			for got := ""; got != msg; {
				if got, err = c.next(); err != nil {
					return err
				}
			}
			switch k % 3 {
			case 0:
				c.CloseNow()
			case 1:
				c.Close(1000, "done")
			case 2:
				c.sendText("close")
				for err == nil {
					_, err = c.next()
				}
			}
			c.cancel()
		}
		return nil
	})
	s.log.wait(t, clients*n, "> accept: true")
	until(t, func() bool { return s.server.Len() == 0 })
	s.closeAll()
}

// A script serves pages and websockets on one port: httpd reads the request, and
// accept takes the socket over with what came early.
func TestHTTPWebsocketAfterHTTPD(t *testing.T) {
	s := prepare(t, nil)
	s.launch(`local skynet = require "skynet"
local socket = require "skynet.socket"
local httpd = require "http.httpd"
local sockethelper = require "http.sockethelper"
local websocket = require "http.websocket"
local function log(...) skynet.error(">", ...) end
local H = {}
function H.handshake(id, header, url) log("handshake", url, header["x-name"], websocket.real_ip(id)) end
function H.message(id, msg, typ) websocket.write(id, msg, typ) end
function H.close(id) log "close" end
skynet.start(function()
	socket.start(socket.listen("127.0.0.1", 0), function(id, addr)
		socket.start(id)
		local code, url, method, header, body = httpd.read_request(sockethelper.readfunc(id), 8192)
		if header.upgrade == "websocket" then
			log("accept:", websocket.accept(id, H, "ws", addr, { upgrade = { header = header, method = method, url = url } }))
		else
			httpd.write_response(sockethelper.writefunc(id), 200, "a page for " .. url)
			socket.close(id)
		end
	end)
end)`)
	resp, err := http.Get("http://" + s.addr + "/page")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if string(body) != "a page for /page" {
		t.Errorf("%s %q", resp.Status, body)
	}
	for range 3 {
		c := s.dialAt(s.addr, &websocket.DialOptions{HTTPHeader: http.Header{"X-Name": {"value"}, "X-Real-Ip": {"5.6.7.8"}}})
		c.send("one", "two")
		c.want("one", "two")
		c.Close(1000, "")
	}
	s.log.wait(t, 3, "> accept: true")
	if n := s.log.count("> handshake / value 5.6.7.8"); n != 3 {
		t.Error("handshake wasn't told")
	}
}
