package lualib_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib"
	"github.com/luaws/luaws/lualib/websocket"
	"github.com/luaws/luaws/test/leak"
	"github.com/luaws/luaws/wsbridge"
)

func TestMain(m *testing.M) { leak.Main(m) }

// ways are the ways to serve websockets.
var ways = []struct {
	name  string
	serve func(t testing.TB, handler string) (addr string)
}{
	{"isolated", func(t testing.TB, on string) string { return serveClass(t, on, 0) }},
	{"worker", func(t testing.TB, on string) string { return serveClass(t, on, 1) }},
	{"http.websocket", serveScript},
}

const classText = `
local class = require "class"
local members = {}
local ws = class("ws")
function ws:ctor(opt) self.ws = opt.ws end
function ws:on_open() members[self] = true self.ws:send("welcome") end
function ws:on_message(msg, type) %s end
function ws:on_error() end
function ws:on_close() members[self] = nil end
return ws`

const scriptText = `
local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"
local members = {}
local handle = {}
function handle.handshake(id) members[id] = true websocket.write(id, "welcome") end
function handle.message(id, msg, type) %s end
function handle.close(id) members[id] = nil end
handle.error = handle.close
skynet.start(function()
	local listener = socket.listen("127.0.0.1", 0)
	socket.start(listener, function(id) websocket.accept(id, handle, "ws") end)
end)`

// A handler is the body of one of both kinds.
var handlers = map[string]string{
	"echo class":               `self.ws:send(msg, type == "binary")`,
	"echo http.websocket":      `websocket.write(id, msg, type)`,
	"broadcast class":          `for each in pairs(members) do each.ws:send(msg, type == "binary") end`,
	"broadcast http.websocket": `for each in pairs(members) do websocket.write(each, msg, type) end`,
}

func writeScript(t testing.TB, text, body string) (file string) {
	file = filepath.Join(t.TempDir(), "main.lua")
	if err := os.WriteFile(file, []byte(strings.Replace(text, "%s", body, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func serveClass(t testing.TB, handler string, workers int) (addr string) {
	var server wsbridge.Server
	h := luahost.New(luahost.Options{Modules: lualib.Modules(&server, &wsbridge.Sockets{}), Log: io.Discard})
	classes, err := websocket.NewServe(h, writeScript(t, classText, handlers[handler+" class"]), workers)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := wsbridge.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		server.Serve(ln, classes.Accept)
		close(done)
	}()
	t.Cleanup(func() {
		server.Shutdown(context.Background())
		<-done
		h.Close(context.Background())
	})
	return ln.Addr().String()
}

func serveScript(t testing.TB, handler string) (addr string) {
	var server wsbridge.Server
	var sockets wsbridge.Sockets
	h := luahost.New(luahost.Options{Modules: lualib.Modules(&server, &sockets), Services: lualib.Services(), Log: io.Discard})
	s, err := h.Launch(writeScript(t, scriptText, handlers[handler+" http.websocket"]))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		sockets.CloseAll()
		server.Shutdown(context.Background())
		h.Close(context.Background())
	})
	<-s.Ready()
	return sockets.Listeners()[0].String()
}

// A client sends frames that are ready, and allocates nothing.
type client struct {
	net.Conn
	in *bufio.Reader
}

// dial returns when the handler has opened.
func dial(t testing.TB, addr string) *client {
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	c := &client{nc, bufio.NewReaderSize(nc, 64<<10)}
	io.WriteString(nc, "GET / HTTP/1.1\r\nHost: "+addr+"\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
	if r, err := http.ReadResponse(c.in, nil); err != nil || r.StatusCode != http.StatusSwitchingProtocols {
		t.Fatal(r, err)
	}
	c.read(t, []byte("..welcome"))
	return c
}

// frames are n messages of a client, and the same of a server.
func frames(size, n int) (ours, theirs []byte) {
	if size > 125 {
		panic("longer frames have another header")
	}
	text := strings.Repeat("x", size)
	one := string([]byte{0x81, byte(0x80 | size), 0, 0, 0, 0}) + text // a mask of zeros
	return []byte(strings.Repeat(one, n)), []byte(strings.Repeat(string([]byte{0x81, byte(size)})+text, n))
}

// ask sends, and reads as much as want.
func (c *client) ask(t testing.TB, send, want []byte) {
	if _, err := c.Write(send); err != nil {
		t.Fatal(err)
	}
	c.read(t, want)
}

func (c *client) read(t testing.TB, want []byte) {
	for n := len(want); n > 0; {
		more, err := c.in.Discard(min(n, 32<<10))
		if err != nil {
			t.Fatal(err)
		}
		n -= more
	}
}

// broadcasts has so many clients, of which the first says the same thing at each call,
// and all have it when that returns.
func broadcasts(t testing.TB, addr string, receivers, size int) func() {
	all := make([]*client, receivers)
	for i := range all {
		all[i] = dial(t, addr)
	}
	send, want := frames(size, 1)
	return func() {
		all[0].Write(send)
		for _, c := range all {
			c.read(t, want)
		}
	}
}
