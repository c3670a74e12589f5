package e2e

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// Requests that are no websocket's: the answers, and what the handler is told.
// As on skynet f19d1605, but for the bodies' ends and the cases that say so.
func TestHTTPWebsocketRefusals(t *testing.T) {
	const closed = "close nil nil open true, true"
	for name, test := range map[string]struct {
		old, new string
		status   int
		body     string
		log      []string
	}{
		"POST":          {"GET ", "POST ", 400, "need GET method", []string{closed, "accept: true true"}},
		"HTTP/1.0":      {"HTTP/1.1", "HTTP/1.0", 505, "HTTP/1.1 needed", []string{closed, "accept: true true"}},
		"no upgrade":    {"Upgrade: WebSocket\r\n", "", 426, "Upgrade Required", []string{closed, "accept: true true"}},
		"no host":       {"Host: h\r\n", "", 400, "host Required", []string{closed, "accept: true true"}},
		"no connection": {"Connection: keep-alive, Upgrade\r\n", "", 400, "Connection must Upgrade", []string{closed, "accept: true true"}},
		"no key":        {"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "", 400, "Sec-WebSocket-Key Required", []string{closed, "accept: true true"}},
		"short key":     {"dGhlIHNhbXBsZSBub25jZQ==", "abcd", 400, "Sec-WebSocket-Key invalid", []string{closed, "accept: true true"}},
		"version":       {"Version: 13", "Version: 8", 400, "Sec-WebSocket-Version must 13", []string{closed, "accept: true true"}},
		"header":        {"Host: h", "Host", 400, "malformed request", []string{closed, "accept: true true"}},
		// skynet: no answer, "assertion failed!"
		"request line": {"GET /chat?x=1&y=%20z HTTP/1.1", "nonsense", 400, "malformed request",
			[]string{`accept: true false wsbridge: handshake: malformed request (HTTP status 400): malformed HTTP request "nonsense"`}},
		// skynet: up to 8192 bytes, 413
		"long": {"X-Two: a", "X-Two: " + strings.Repeat("x", 20000), 431, "request head too long", []string{closed, "accept: true true"}},
		// skynet: an error in its own code
		"two keys": {"X-Two: a", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", 400, "more than one Sec-WebSocket-Key", []string{closed, "accept: true true"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := recording(t, "")
			r := s.rawTCP()
			r.send(strings.Replace(recordedRequest, test.old, test.new, 1))
			resp, err := http.ReadResponse(r.br, nil)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			if err != nil || resp.StatusCode != test.status || string(body) != test.body+"\n" {
				t.Errorf("%s %q, %v; want %d %q", resp.Status, body, err, test.status, test.body)
			}
			r.Close()
			s.wantLog(test.log...)
		})
	}
}

// A connect callback that refuses, or fails, has the client told.
func TestHTTPWebsocketRefusedByConnect(t *testing.T) {
	for mode, status := range map[string]int{"connect close": 403, "connect error": 500} {
		s := recording(t, mode)
		resp, err := http.Get("http://" + s.addr)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != status {
			t.Errorf("%s: %s", mode, resp.Status)
		}
	}
}

func TestHTTPWebsocketSubprotocols(t *testing.T) {
	for asked, want := range map[string]string{"chat": "chat", "foo, chat": "chat", "foo": ""} {
		s := recording(t, "")
		r := s.rawTCP()
		r.send(strings.Replace(recordedRequest, "X-Two: a", "Sec-WebSocket-Protocol: "+asked, 1))
		resp, err := http.ReadResponse(r.br, nil)
		if err != nil || resp.StatusCode != 101 || resp.Header.Get("Sec-WebSocket-Protocol") != want {
			t.Errorf("%q: %v, %v", asked, resp, err)
		}
	}
}

// A client that doesn't come to the end of its request is an error, which skynet
// would wait for.
func TestHTTPWebsocketSilentClient(t *testing.T) {
	s := prepare(t, nil)
	s.server.Config.HandshakeTimeout = 1
	s.launch(recorder)
	r := s.rawTCP()
	r.send("GET / HTTP/1.1\r\n")
	resp, err := http.ReadResponse(r.br, nil)
	if err != nil || resp.StatusCode != http.StatusRequestTimeout {
		t.Errorf("%v, %v", resp, err)
	}
	r.Close()
	s.wantLog("error [Socket Error] : no complete request in time open false, false",
		"accept: true false websocket handshake: no complete request in time")
}

// Clients that leave before, or in, their request.
func TestHTTPWebsocketLeavesEarly(t *testing.T) {
	for _, sent := range []string{"", "GET /chat"} {
		s := recording(t, "")
		r := s.rawTCP()
		r.send(sent)
		r.Close()
		s.wantLog("error [Socket Error] : read failed fd = N open false, false", "accept: true true")
	}
}

// What accept can't take raises an error or is refused, and the socket is left
// alone.
func TestHTTPWebsocketAcceptErrors(t *testing.T) {
	s := prepare(t, nil)
	s.launch(`local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"
local function try(...) skynet.error("> ", pcall(websocket.accept, ...)) end
try(1, {})
skynet.start(function()
	local listener = socket.listen("127.0.0.1", 0)
	try(4711, {})
	try(listener, {})
	try("x", {})
	try(nil, {})
	socket.start(listener, function(id)
		try(id, {}, "http")
		try(id, {}, "wss")
		try(id, {}, "ws", nil, { upgrade = { method = "GET\r\nX", header = {} } })
		try(id, {}, "ws", nil, { upgrade = { header = { ["x"] = "a\r\nb" } } })
		try(id, { handshake = function() try(id, {}) end })
	end)
end)`)
	r := s.raw()
	r.send(frame(closing, ""))
	r.wantEmptyClose()
	s.log.wait(t, 10, "> ")
	for i, want := range []string{
		"attempt to block outside a task", "true false invalid socket", "wsbridge: socket is not an accepted stream",
		"bad argument #1", "bad argument #1", "invalid websocket protocol:http",
		"the certificate for wss can't be used: open ./server-cert.pem", "options.upgrade.method is not from a request",
		"options.upgrade.header: field 'x' is not from a request", "socket is not closed",
	} {
		if got := s.log.lines("> ")[i]; !strings.Contains(got, want) {
			t.Errorf("%d: %s; want %q", i, got, want)
		}
	}
	s.log.wait(t, 11, "> ")
}
