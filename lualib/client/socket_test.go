package client_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib"
	"github.com/luaws/luaws/test/leak"
	"github.com/luaws/luaws/wsbridge"
)

func TestMain(m *testing.M) { leak.Main(m) }

const script = `
local skynet = require "skynet"
local socket = require "client.socket"
local function recv(fd)
	while true do
		local s = socket.recv(fd)
		if s then return s end
		socket.usleep(1000)
	end
end
skynet.start(function()
	local fd = socket.connect("127.0.0.1", %d)
	socket.send(fd, "hello")
	print(recv(fd))
	print(pcall(socket.shutdown, fd, "x"))
	print(pcall(socket.shutdown, fd, ""))
	socket.send(fd, string.rep("x", 300000))
	socket.shutdown(fd, "w")
	local n = 0
	while true do
		local s = recv(fd)
		if s == "" then break end
		n = n + #s
	end
	print(n)
	socket.close(fd)
	print(pcall(socket.recv, fd))
	local left = socket.connect("127.0.0.1", %d)
	socket.send(left, string.rep("y", 200000))
	local lines = {}
	while #lines < 2 do
		lines[#lines + 1] = socket.readstdin()
		socket.usleep(1000)
	end
	print("stdin", lines[2], select("#", socket.readstdin()))
	skynet.exit()
end)`

// What is sent comes back; what is left open is closed with the service.
func TestSocket(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	closed := make(chan bool)
	go func() {
		for range 2 {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			io.Copy(c, c)
			c.Close()
			closed <- true
		}
	}()
	port := ln.Addr().(*net.TCPAddr).Port
	file := filepath.Join(t.TempDir(), "main.lua")
	if err := os.WriteFile(file, fmt.Appendf(nil, script, port, port), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, log bytes.Buffer
	var server wsbridge.Server
	var sockets wsbridge.Sockets
	h := luahost.New(luahost.Options{
		Stdin: strings.NewReader("a\nb\n"), Stdout: &out, Log: &log, Modules: lualib.Modules(&server, &sockets),
	})
	s, err := h.Launch(file)
	if err != nil {
		t.Fatal(err)
	}
	<-closed
	<-s.Gone()
	<-closed
	h.Close(context.Background())
	want := "hello\nfalse\tInvalid mode x\nfalse\tmode should be r or/and w\n300000\nfalse\tsocket error: there is no socket 1\nstdin\tb\t0\n"
	if got := out.String(); got != want {
		t.Errorf("%s\nlog: %s", got, log.String())
	}
}
