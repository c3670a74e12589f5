package e2e

import (
	"context"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/luaws/luaws/wsbridge"
)

// dialCompressed connects with a client that wants compression, and tells what
// was agreed on.
func (s *site) dialCompressed() (*websocket.Conn, string) {
	s.t.Helper()
	c, resp, err := websocket.Dial(context.Background(), "ws://"+s.addr+"/", &websocket.DialOptions{
		CompressionMode: websocket.CompressionNoContextTakeover, CompressionThreshold: 1,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { c.CloseNow() })
	return c, resp.Header.Get("Sec-WebSocket-Extensions")
}

const agreed = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"

// With compression, handlers of all kinds get and send the same as without it.
func TestCompression(t *testing.T) {
	test := func(t *testing.T, s *site) {
		c, extensions := s.dialCompressed()
		if want := map[bool]string{true: agreed}[s.server.Config.Compress]; extensions != want {
			t.Errorf("extensions %q, want %q", extensions, want)
		}
		for _, msg := range []string{"short", strings.Repeat("long, and all the same; ", 200)} {
			if err := c.Write(t.Context(), websocket.MessageText, []byte(msg)); err != nil {
				t.Fatal(err)
			}
			if _, got, err := c.Read(t.Context()); err != nil || string(got) != msg {
				t.Fatalf("%q came back as %q, %v", msg, got, err)
			}
		}
	}
	for _, on := range []bool{false, true} {
		cfg := wsbridge.Config{Compress: on}
		each(t, modes, func(t *testing.T, m mode) {
			s := prepare(t, nil)
			s.server.Config = cfg
			s.start(m, class(`function ws:on_message(msg) self.ws:send(msg) end`))
			test(t, s)
		})
		t.Run("http.websocket", func(t *testing.T) {
			s := prepare(t, nil)
			s.server.Config = cfg
			s.launch(`
local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"
local handle = { message = function(id, msg) websocket.write(id, msg) end }
skynet.start(function()
	local server = socket.listen("127.0.0.1", 0)
	socket.start(server, function(id, addr) websocket.accept(id, handle, "ws", addr) end)
end)`)
			test(t, s)
		})
	}
}

// Lua's clients agree with Lua's handlers, too.
func TestCompressionOfClients(t *testing.T) {
	s := prepare(t, nil)
	s.server.Config.Compress = true
	s.launch(`
local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"
local wsclient = require "websocket.client"
local handle = {
	handshake = function(id, header) skynet.error("offered " .. header["sec-websocket-extensions"]) end,
	message = function(id, msg) websocket.write(id, msg) end,
}
skynet.start(function()
	local server, _, port = socket.listen("127.0.0.1", 0)
	socket.start(server, function(id, addr) websocket.accept(id, handle, "ws", addr) end)
	local msg = ("x"):rep(60000)
	local c = wsclient.connect("ws://127.0.0.1:" .. port)
	c:send(msg)
	skynet.error("class style " .. tostring(c:recv() == msg))
	c:close()
	local id = websocket.connect("ws://127.0.0.1:" .. port)
	websocket.write(id, msg)
	skynet.error("http.websocket " .. tostring(websocket.read(id) == msg))
	websocket.close(id)
	skynet.error "done"
end)`)
	s.log.wait(t, 1, "done")
	for want, n := range map[string]int{
		"class style true": 1, "http.websocket true": 1, "offered " + agreed + "; client_max_window_bits": 2,
	} {
		if got := s.log.count(want); got != n {
			t.Errorf("the log has %d lines with %q, not %d", got, want, n)
		}
	}
}
