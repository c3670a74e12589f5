package socket_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib"
	"github.com/luaws/luaws/wsbridge"
)

const echoScript = `
local skynet = require "skynet"
local socket = require "skynet.socket"
skynet.start(function()
	local listener = socket.listen("127.0.0.1", 0)
	socket.start(listener, function(id)
		socket.start(id)
		if socket.readline(id) == "lines" then
			while true do
				local line = socket.readline(id)
				if not line then break end
				socket.write(id, line .. "\n")
			end
		else
			while true do
				local head = socket.read(id, 2)
				if not head then break end
				local data = socket.read(id, string.unpack(">I2", head))
				socket.write(id, head .. data)
			end
		end
		socket.close(id)
	end)
end)`

// serveScript runs a start script, and returns where it listens.
func serveScript(t testing.TB, script string) string {
	file := filepath.Join(t.TempDir(), "main.lua")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	var sockets wsbridge.Sockets
	h := luahost.New(luahost.Options{Modules: lualib.Modules(&wsbridge.Server{}, &sockets), Services: lualib.Services(), Log: io.Discard})
	s, err := h.Launch(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		sockets.CloseAll()
		h.Close(context.Background())
	})
	<-s.Ready()
	return sockets.Listeners()[0].String()
}

// serveGo is the same in Go, with a goroutine for each client.
func serveGo(t testing.TB) string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer nc.Close()
				br := bufio.NewReader(nc)
				if mode, _ := br.ReadString('\n'); mode == "lines\n" {
					for {
						line, err := br.ReadString('\n')
						if err != nil {
							return
						}
						io.WriteString(nc, line)
					}
				}
				head := make([]byte, 2)
				for {
					if _, err := io.ReadFull(br, head); err != nil {
						return
					}
					data := make([]byte, 2+int(head[0])<<8+int(head[1]))
					copy(data, head)
					if _, err := io.ReadFull(br, data[2:]); err != nil {
						return
					}
					nc.Write(data)
				}
			}()
		}
	}()
	return ln.Addr().String()
}

// BenchmarkEcho is an echo with one message in flight, or sixteen, read by lines
// or by lengths.
func BenchmarkEcho(b *testing.B) {
	servers := map[string]func(testing.TB) string{
		"lua": func(t testing.TB) string { return serveScript(t, echoScript) },
		"go":  serveGo,
	}
	for _, mode := range []string{"lines", "sizes"} {
		for _, flight := range []int{1, 16} {
			for _, server := range []string{"go", "lua"} {
				name := strings.Join([]string{mode, map[int]string{1: "1", 16: "16"}[flight], server}, "/")
				b.Run(name, func(b *testing.B) { echo(b, servers[server](b), mode, flight) })
			}
		}
	}
}

func echo(b *testing.B, addr, mode string, flight int) {
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		b.Fatal(err)
	}
	defer nc.Close()
	io.WriteString(nc, mode+"\n")
	msg := strings.Repeat("x", 63) + "\n"
	if mode == "sizes" {
		msg = "\x00\x3e" + strings.Repeat("x", 62)
	}
	batch := []byte(strings.Repeat(msg, flight))
	back := make([]byte, len(batch))
	b.SetBytes(int64(len(msg)))
	for i := 0; i < b.N; i += flight {
		nc.Write(batch)
		if _, err := io.ReadFull(nc, back); err != nil {
			b.Fatal(err)
		}
	}
}
