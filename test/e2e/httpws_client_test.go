package e2e

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// connecting runs a script with a function that logs, after what a websocket
// server which is not ours is at: its URL is the script's argument.
func connecting(t *testing.T, serve http.HandlerFunc, secure bool, script string) *site {
	srv := httptest.NewUnstartedServer(serve)
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	if secure {
		srv.StartTLS()
	} else {
		srv.Start()
	}
	t.Cleanup(srv.Close)
	s := prepare(t, nil)
	s.launch(`local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"
local url = ...
local function log(...)
	local t = table.pack(...)
	for i = 1, t.n do t[i] = tostring(t[i]):gsub("127.0.0.1:%d+", "ADDR"):gsub("^[^ ]*:%d+: ", "") end
	skynet.error("> " .. table.concat(t, " "))
end
skynet.start(function() skynet.fork(function() `+script+` log "end" end) end)`, "ws"+strings.TrimPrefix(srv.URL, "http"))
	s.log.wait(t, 1, "> end")
	return s
}

// serverOf makes a handler of what a server does with a connection.
func serverOf(t *testing.T, opt *websocket.AcceptOptions, serve func(ctx context.Context, c *websocket.Conn)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, opt)
		if err != nil {
			t.Error(err)
			return
		}
		defer c.CloseNow()
		c.SetReadLimit(-1)
		serve(testContext(t), c)
	}
}

func echoing(ctx context.Context, c *websocket.Conn) {
	for {
		typ, data, err := c.Read(ctx)
		if err != nil || c.Write(ctx, typ, data) != nil {
			return
		}
	}
}

func (s *site) wantLines(want ...string) {
	s.t.Helper()
	got := s.log.lines("> ")
	for i := range max(len(want), len(got)) {
		g, w := "", ""
		if i < len(got) {
			g = strings.TrimPrefix(got[i], "> ")
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			s.t.Errorf("line %d: %q, want %q", i, g, w)
		}
	}
}

func TestHTTPWebsocketConnect(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := connecting(t, serverOf(t, nil, echoing), secure, `
	local id = websocket.connect(url .. "/path?q=1", { ["X-Name"] = "value" }, 500)
	log(math.type(id), websocket.addrinfo(id), websocket.real_ip(id), websocket.is_close(id))
	websocket.write(id, "text")
	log(websocket.read(id))
	websocket.write(id, ("b"):rep(70000), "binary", 0x12345678)
	log(#websocket.read(id))
	websocket.write(id, ("c"):rep(1000000), "binary")
	log(#websocket.read(id))
	websocket.write(id, "\xff\xfe")
	log("\xff\xfe" == websocket.read(id))
	websocket.write(id, "")
	log("empty:" .. websocket.read(id))
	websocket.ping(id)
	for i = 1, 100 do websocket.write(id, i .. "") end
	for i = 1, 100 do assert(websocket.read(id) == i .. "") end
	websocket.close(id, 4000, "done")
	log(websocket.is_close(id))
	log(pcall(websocket.read, id))
	log(pcall(websocket.write, id, "x"))`)
		s.wantLines("integer ADDR nil false", "text", "70000", "1000000", "true", "empty:", "true",
			"false websocket.read: 1 is no open websocket of this service",
			"false websocket.write: 1 is no open websocket of this service", "end")
	}
}

// The server sees the header, a masked Close frame with code and reason.
func TestHTTPWebsocketConnectSeenByServer(t *testing.T) {
	seen := make(chan string, 2)
	s := connecting(t, func(w http.ResponseWriter, r *http.Request) {
		seen <- r.RequestURI + " " + r.Header.Get("X-Name") + " " + r.Host
		serverOf(t, &websocket.AcceptOptions{Subprotocols: []string{"chat"}}, func(ctx context.Context, c *websocket.Conn) {
			_, _, err := c.Read(ctx)
			seen <- c.Subprotocol() + ": " + err.Error()
		})(w, r)
	}, false, `
	local id = websocket.connect(url .. "/p?q=1", { ["X-Name"] = "value", Host = "example.org", ["sec-websocket-protocol"] = "chat" })
	websocket.close(id, 4001, "done")`)
	if got, want := <-seen, "/p?q=1 value example.org"; got != want {
		t.Errorf("request %q, want %q", got, want)
	}
	if got := <-seen; got != `chat: failed to get reader: received close frame: status = StatusCode(4001) and reason = "done"` {
		t.Errorf("server sees %q", got)
	}
	s.wantLines("end")
}

// How a client learns of the end: a Close frame's payload, an error else.
func TestHTTPWebsocketReadEnds(t *testing.T) {
	for name, test := range map[string]struct {
		serve func(ctx context.Context, c *websocket.Conn)
		log   []string
	}{
		"close": {func(ctx context.Context, c *websocket.Conn) {
			c.Write(ctx, websocket.MessageText, []byte("last"))
			c.Close(4002, "bye")
		}, []string{"true last", "true false 4002 bye", "true"}},
		"gone": {func(ctx context.Context, c *websocket.Conn) {
			c.Write(ctx, websocket.MessageText, []byte("last"))
			c.CloseNow()
		}, []string{"true last", "false [Socket Error] : read failed fd = 1", "false", "again false [Socket Error] : read failed fd = 1"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := connecting(t, serverOf(t, nil, test.serve), false, `
	local id = websocket.connect(url)
	log(pcall(websocket.read, id))
	local ok, msg, payload = pcall(websocket.read, id)
	if ok then payload = (">I2"):unpack(payload) .. " " .. payload:sub(3) end
	log(ok, msg, payload)
	log(websocket.is_close(id))
	if not ok then log("again", pcall(websocket.read, id)) websocket.close(id) end`)
			for i, l := range test.log { // pcall's false has no payload
				test.log[i] = l
				if strings.HasPrefix(l, "false [") {
					test.log[i] += " nil"
				}
			}
			s.wantLines(append(test.log, "end")...)
		})
	}
}

// A service that ends closes what it has connected.
func TestHTTPWebsocketClientServiceEnds(t *testing.T) {
	seen := make(chan error, 1)
	connecting(t, serverOf(t, nil, func(ctx context.Context, c *websocket.Conn) {
		_, _, err := c.Read(ctx)
		seen <- err
	}), false, `
	websocket.connect(url)
	log "end"
	skynet.exit()`)
	var end websocket.CloseError
	if err := <-seen; !errors.As(err, &end) || end.Code != 1001 || end.Reason != "service ended" {
		t.Errorf("server sees %v", err)
	}
}

// Another task's close ends a read with an error.
func TestHTTPWebsocketCloseUnderRead(t *testing.T) {
	s := connecting(t, serverOf(t, nil, echoing), false, `
	local id = websocket.connect(url)
	skynet.fork(function() log "closing" websocket.close(id) log "closed" log "end" end)
	log(pcall(websocket.read, id)) skynet.wait()`)
	s.wantLines("closing", "false [Socket Error] : read failed fd = 1", "closed", "end")
}

func TestHTTPWebsocketConnectFails(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := ln.Addr().String()
	ln.Close()
	s := connecting(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/404":
			http.Error(w, "not here", http.StatusNotFound)
		case "/200":
			w.Write([]byte("a page"))
		case "/key":
			w.Header().Set("Upgrade", "websocket")
			w.Header().Set("Connection", "Upgrade")
			w.Header().Set("Sec-WebSocket-Accept", "wrong")
			w.WriteHeader(http.StatusSwitchingProtocols)
		case "/extension":
			w.Header().Set("Sec-WebSocket-Extensions", "permessage-deflate; server_no_context_takeover; client_no_context_takeover")
			serverOf(t, nil, echoing)(w, r)
		case "/subprotocol":
			w.Header().Set("Sec-WebSocket-Protocol", "chat")
			serverOf(t, nil, echoing)(w, r)
		case "/long":
			w.Header().Set("X-Long", strings.Repeat("x", 100000))
			serverOf(t, nil, echoing)(w, r)
		case "/hang up":
			c, _, _ := w.(http.Hijacker).Hijack()
			c.Close()
		}
	}, false, `
	local function try(...) log(select(2, pcall(websocket.connect, ...))) end
	try(url .. "/404")
	try(url .. "/200")
	try(url .. "/key")
	try(url .. "/extension")
	try(url .. "/subprotocol")
	try(url .. "/long")
	try(url .. "/hang%20up")
	try("http://ADDR/")
	try("ws:///")
	try(url, { Upgrade = "x" })
	try(url, { X = "a\r\nb" })
	try(url, { [1] = "x" })
	try(url, { [true] = "x" })
	try(url, "header")
	try()
	try((url:gsub("^ws", "wss")))
	try("ws://`+closed+`/")`)
	lines := s.log.lines("> ")
	for i, want := range []string{
		"websocket handshake error: code[404] info:not here", "websocket handshake error: code[200] info:a page",
		"websocket handshake error: the server's answer is no websocket's",
		"websocket handshake error: the server uses an extension that was not asked for",
		"websocket handshake error: the server uses a subprotocol that was not asked for", "response head too long",
		"websocket handshake error: no answer: unexpected EOF",
		"invalid protocol: http", "is no websocket URL", "the header 'Upgrade' is the handshake's own", "the header 'X' can't be sent",
		"websocket handshake error", "a header's name must be a string", "table expected", "bad argument #1",
		"websocket handshake error: TLS handshake failed",
		"[Socket Error] : connect failed host = 127.0.0.1 port = ", "end",
	} {
		if i >= len(lines) || !strings.Contains(lines[i], want) {
			t.Fatalf("line %d of %q, want %q", i, lines, want)
		}
	}
}

// wss of accept, with the certificate of the environment, to a client that is
// not ours, and to ours.
func TestHTTPWebsocketSecure(t *testing.T) {
	s := prepare(t, nil)
	s.server.Config.CloseTimeout = 100 * time.Millisecond
	writeCertificate(t, s.file("cert.pem"), s.file("key.pem"))
	s.host.Setenv("certfile", s.file("cert.pem"))
	s.host.Setenv("keyfile", s.file("key.pem"))
	s.launch(`local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"
local function log(...) skynet.error(">", ...) end
skynet.start(function()
	socket.start(socket.listen("127.0.0.1", 0), function(id, addr)
		log("accept:", websocket.accept(id, {
			connect = function() log "connect" end,
			handshake = function() log "handshake" end,
			message = function(id, msg, typ)
				if msg:find "^wss:" then
					local peer = websocket.connect(msg)
					websocket.write(peer, "through")
					msg = websocket.read(peer)
					websocket.close(peer)
				end
				websocket.write(id, msg, typ)
			end,
			close = function(_, ...) log("close", ...) end,
		}, "wss", addr))
	end)
end)`)
	ctx := testContext(t)
	c := s.dialTLS(ctx)
	for _, msg := range []string{"text", strings.Repeat("x", 100000), "wss://" + s.addr + "/"} {
		want := msg
		if strings.HasPrefix(msg, "wss:") {
			want = "through"
		}
		c.Write(ctx, websocket.MessageText, []byte(msg))
		if _, got, err := c.Read(ctx); err != nil || string(got) != want {
			t.Fatalf("%.20q came back as %.20q, %v", msg, got, err)
		}
	}
	c.Close(4000, "bye")
	s.log.wait(t, 2, "accept: true")

	r := s.rawTCP() // no TLS
	r.send(recordedRequest)
	s.log.wait(t, 1, "accept: false wsbridge: handshake: TLS handshake failed")
	if n := s.log.count("> connect"); n != 2 {
		t.Errorf("connect was called %d times", n)
	}
}
