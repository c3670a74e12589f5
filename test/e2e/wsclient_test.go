package e2e

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/coder/websocket"
)

// withClient is what the tests' scripts begin with.
const withClient = `
local wsclient = require "websocket.client"
local class = require "class"
local cls = class("remote")
function cls:ctor(opt) self.ws = opt.ws self.headers = opt.headers end
function cls:on_open() log("on_open", self.headers["x-server"]) end
function cls:on_message(msg, kind) log("on_message", msg, kind) end
function cls:on_error(msg) log("on_error", msg) end
function cls:on_close(msg, code) log("on_close", msg, code) end
`

func withHeader(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Server", "not ours")
		next(w, r)
	}
}

func TestClientClass(t *testing.T) {
	s := connecting(t, withHeader(serverOf(t, nil, func(ctx context.Context, c *websocket.Conn) {
		c.Write(ctx, websocket.MessageText, []byte("welcome"))
		for range 2 {
			typ, data, err := c.Read(ctx)
			if err != nil {
				t.Error(err)
				return
			}
			c.Write(ctx, typ, data)
		}
		c.Close(4001, "that is all")
	})), false, withClient+`
	function cls:on_message(msg, kind)
		log("on_message", msg, kind)
		if msg == "welcome" then
			self.ws:send("text")
			self.ws:send("\1\2", true)
		end
	end
	cls.send_masked = true -- which a client does
	log("start", wsclient:new{url = url, cls = cls}:start())`)
	if n := s.log.count("send_masked"); n != 0 {
		t.Error("a client is told not to mask")
	}
	s.wantLines("on_open not ours", "on_message welcome text", "on_message text text", "on_message \x01\x02 binary",
		"on_close that is all 4001", "start true", "end")
}

// Headers, subprotocols and the query are asked for; what was agreed on is told.
func TestClientRequest(t *testing.T) {
	asked := make(chan *http.Request, 1)
	s := connecting(t, func(w http.ResponseWriter, r *http.Request) {
		asked <- r
		serverOf(t, &websocket.AcceptOptions{Subprotocols: []string{"b"}}, echoing)(w, r)
	}, false, withClient+`
	local c = assert(wsclient.connect(url .. "/path?x=1%202", {headers = {["X-Token"] = 12, Host = "example.com"}, subprotocol = {"a", "b"}}))
	c:send("hello")
	log(c:recv())
	c:close("bye", 4002)
	log("last", c:recv())`)
	r := <-asked
	if r.Header.Get("X-Token") != "12" || r.Host != "example.com" || r.URL.RequestURI() != "/path?x=1%202" {
		t.Errorf("%v", r)
	}
	if got := strings.Join(r.Header.Values("Sec-Websocket-Protocol"), ","); strings.ReplaceAll(got, " ", "") != "a,b" {
		t.Errorf("asked for %q", got)
	}
	s.wantLines("hello text", "last nil bye 4002", "end")
}

func TestClientReceive(t *testing.T) {
	s := connecting(t, serverOf(t, nil, func(ctx context.Context, c *websocket.Conn) {
		for range 600 { // more than an inbox holds
			c.Write(ctx, websocket.MessageBinary, []byte("x"))
		}
		c.Read(ctx)
		c.Close(1000, "enough")
	}), false, withClient+`
	local c = assert(wsclient.connect(url))
	skynet.sleep(5) -- the inbox fills, and nothing is lost
	local n = 0
	while n < 600 do
		local data, kind = c:recv()
		assert(data == "x" and kind == "binary")
		n = n + 1
	end
	log("now", c:recv(0))
	log("soon", c:recv(1))
	skynet.fork(function() log("other", pcall(c.recv, c)) c:send("go") end)
	log("last", c:recv())
	log("again", c:recv())
	log("send", c:send("x"), c.closed)
	c:close()
	log("dot", pcall(c.recv))`)
	s.wantLines("now nil timeout", "soon nil timeout", "other false c:recv: another task waits in recv or reconnect",
		"last nil enough 1000", "again nil enough 1000", "send nil true", "dot false c:recv: not a websocket of connect (use ':', not '.')", "end")
}

// What a server refuses, and what is nowhere.
func TestClientRefused(t *testing.T) {
	s := connecting(t, func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "no seat", http.StatusForbidden)
	}, false, withClient+`
	log("connect", wsclient.connect(url))
	log("start", wsclient:new{url = url, cls = cls}:start())
	log("nowhere", (wsclient.connect("ws://127.0.0.1:1/")))
	log("tries", wsclient.connect(url, {reconnect = {min = 1, max = 1, tries = 3}}))
	for _, o in ipairs{{url = "http://x"}, {url = "ws://"}, {}, {url = url}, {url = url, cls = {}}, {url = url, cls = cls, headers = 1},
		{url = url, cls = cls, headers = {Upgrade = "x"}}, {url = url, cls = cls, timeout = 0}, {url = url, cls = cls, timeout = "x"},
		{url = url, cls = cls, reconnect = {min = 0}}, {url = url, cls = cls, reconnect = 1}, {url = url, cls = cls, tls = {}},
		{url = "wss://x", cls = cls, tls = {cert = "x"}}, {url = url, cls = cls, subprotocol = {1}}} do
		local ok, err = pcall(wsclient.new, wsclient, o)
		log(ok, err)
	end
	log(pcall(wsclient.connect, url, {max_payload_len = 0}))`)
	s.wantLines(
		"connect nil the server answered 403 Forbidden (HTTP status 403) 403",
		"start false the server answered 403 Forbidden (HTTP status 403) 403",
		"nowhere nil",
		"tries nil the server answered 403 Forbidden (HTTP status 403) 403",
		`false wsclient:new: cls is not a class`,
		`false wsclient:new: cls is not a class`,
		`false wsclient:new: cls is not a class`,
		`false wsclient:new: cls is not a class`,
		`false wsclient:new: cls is not a class`,
		`false wsclient:new: headers must be a table (got number)`,
		`false wsclient:new: the header 'Upgrade' is the handshake's own`,
		`false wsclient:new: timeout must be above 0`,
		`false wsclient:new: timeout must be a number (got string)`,
		`false wsclient:new: reconnect: needs 1 <= min <= max (centiseconds) and tries >= 0`,
		`false wsclient:new: reconnect must be a boolean or a table (got number)`,
		`false wsclient:new: tls is for wss URLs`,
		`false wsclient:new: tls: cert and key are needed together`,
		`false wsclient:new: subprotocol must be a string or an array of strings (got number)`,
		`false websocket.client.connect: max_payload_len must be at least 1`,
		"end")
	if n := s.log.count("the next try is in 10ms"); n != 2 {
		t.Errorf("%d more tries", n)
	}
}

// A server that hangs up is connected to again; one that this side leaves isn't.
func TestClientReconnects(t *testing.T) {
	var times atomic.Int32
	s := connecting(t, func(w http.ResponseWriter, r *http.Request) {
		switch times.Add(1) {
		case 1:
			w.WriteHeader(http.StatusServiceUnavailable)
		case 2:
			serverOf(t, nil, func(ctx context.Context, c *websocket.Conn) { c.Close(1012, "restart") })(w, r)
		default:
			serverOf(t, nil, func(ctx context.Context, c *websocket.Conn) {
				c.Write(ctx, websocket.MessageText, []byte("leave"))
				c.Read(ctx)
			})(w, r)
		}
	}, false, withClient+`
	function cls:on_message(msg) log(msg) self.ws:close("as told") end
	log("start", wsclient:new{url = url, cls = cls, reconnect = {min = 1, max = 2}}:start())`)
	s.wantLines("on_open nil", "on_close restart 1012", "on_open nil", "leave", "on_close as told 1000", "start true", "end")
}

func TestClientReconnectsByHand(t *testing.T) {
	var times atomic.Int32
	s := connecting(t, func(w http.ResponseWriter, r *http.Request) {
		n := times.Add(1)
		serverOf(t, nil, func(ctx context.Context, c *websocket.Conn) {
			if n == 1 {
				c.Read(ctx)
				c.Write(ctx, websocket.MessageText, []byte("first"))
				c.CloseNow()
				return
			}
			echoing(ctx, c)
		})(w, r)
	}, false, withClient+`
	local c = assert(wsclient.connect(url))
	log(c:reconnect()) -- it is open
	c:send("go")
	log(c:recv())
	local data, reason, code = c:recv()
	log(data, code)
	log(c:reconnect())
	c:send("second")
	log(c:recv())
	c:close()`)
	s.wantLines("true", "first text", "nil 1006", "true", "second text", "end")
}

// close ends what start waits for: a connection, a try, the time between two.
func TestClientClose(t *testing.T) {
	s := connecting(t, serverOf(t, nil, echoing), false, withClient+`
	local w = wsclient:new{url = url, cls = cls, reconnect = true}
	function cls:on_open() log "on_open" w:close("bye", 4000) end
	log("start", w:start())
	log("again", w:start())

	local w = wsclient:new{url = "ws://127.0.0.1:1", cls = cls, reconnect = {min = 360000}}
	skynet.timeout(5, function() w:close() end)
	log("start", (w:start()))`)
	s.wantLines("on_open", "on_close bye 4000", "start true", "again false closed by this side", "start false", "end")
}

// The server's certificate is checked, unless that isn't wanted.
func TestClientTLS(t *testing.T) {
	s := connecting(t, serverOf(t, nil, echoing), true, withClient+`
	local c, err = wsclient.connect(url)
	log(c, err:find("certificate", 1, true) ~= nil)
	log((select(2, wsclient.connect(url, {tls = {ca = "nothing.pem"}}))))
	local c = assert(wsclient.connect(url, {tls = {insecure = true}}))
	c:send("secret")
	log(c:recv())
	c:close()`)
	s.wantLines("nil true", "open nothing.pem: no such file or directory", "secret text", "end")
}

// A service that ends takes its clients along, whatever they do.
func TestClientEndsWithService(t *testing.T) {
	gone := make(chan error, 2)
	s := connecting(t, serverOf(t, nil, func(ctx context.Context, c *websocket.Conn) {
		for range 1000 {
			c.Write(ctx, websocket.MessageText, []byte("flood"))
		}
		_, _, err := c.Read(ctx)
		gone <- err
	}), false, withClient+`
	assert(wsclient.connect(url))
	skynet.fork(function()
		function cls:on_open() log "open" end
		function cls:on_message() end
		wsclient:new{url = url, cls = cls, reconnect = true}:start()
	end)
	skynet.fork(function() wsclient.connect("ws://127.0.0.1:1", {reconnect = true}) end)
	skynet.sleep(5)
	skynet.fork(skynet.exit)`)
	for range 2 {
		if err := <-gone; websocket.CloseStatus(err) != websocket.StatusGoingAway {
			t.Errorf("the server gets %v", err)
		}
	}
	s.closeAll()
}

// Who kills the task that is in start ends the connection; a server's too: see
// TestServerTaskKilled.
func TestClientTaskKilled(t *testing.T) {
	gone := make(chan error, 1)
	s := connecting(t, serverOf(t, nil, func(ctx context.Context, c *websocket.Conn) {
		_, _, err := c.Read(ctx)
		gone <- err
	}), false, withClient+`
	local co
	function cls:on_open() log "open" skynet.wakeup(token) end
	token = {}
	skynet.fork(function()
		co = coroutine.running()
		wsclient:new{url = url, cls = cls}:start()
	end)
	skynet.wait(token)
	skynet.sleep(1)
	log("killed", skynet.killthread(co) ~= nil)
	skynet.sleep(10)`)
	if err := <-gone; websocket.CloseStatus(err) != websocket.StatusGoingAway {
		t.Errorf("the server gets %v", err)
	}
	s.wantLines("open", "killed true", "on_close task killed 1001", "end")
}

// With the option reconnect, c:reconnect() pauses first when the server has left:
// one that hangs up at once is not called without a pause.
func TestClientReconnectPauses(t *testing.T) {
	s := connecting(t, serverOf(t, nil, func(ctx context.Context, c *websocket.Conn) { c.Close(1013, "later") }), false, withClient+`
	local c = assert(wsclient.connect(url, {reconnect = {max = 1}}))
	for _ = 1, 3 do
		log(c:recv())
		log(c:reconnect())
	end`)
	s.wantLines("nil later 1013", "true", "nil later 1013", "true", "nil later 1013", "true", "end")
	if n := s.log.count("the connection has ended: later; the next try is in 10ms"); n != 3 {
		t.Errorf("%d pauses", n)
	}
}
