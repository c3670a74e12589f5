package e2e

import (
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"
)

// unanswering is an address where connecting takes for ever: a listener that
// nobody accepts from, and whose queue is full.
func unanswering(t *testing.T) string {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	if err = syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err == nil {
		err = syscall.Listen(fd, 0)
	}
	name, nameErr := syscall.Getsockname(fd)
	if err != nil || nameErr != nil {
		t.Fatal(err, nameErr)
	}
	addr := fmt.Sprintf("127.0.0.1:%d", name.(*syscall.SockaddrInet4).Port)
	for range 10 {
		c, err := net.DialTimeout("tcp", addr, 100*time.Millisecond)
		if err != nil {
			return addr
		}
		t.Cleanup(func() { c.Close() })
	}
	t.Skip("this system's queues don't fill up")
	return ""
}

// A connect that takes longer than its timeout is given up, and one under way
// ends with its service.
func TestHTTPWebsocketConnectTimeout(t *testing.T) {
	s := prepare(t, nil)
	s.launch(`local skynet = require "skynet"
local websocket = require "http.websocket"
local url = ...
skynet.start(function()
	skynet.fork(function() skynet.error("> ", pcall(websocket.connect, url, nil, 1)) end)
	skynet.fork(websocket.connect, url)
end)`, "ws://"+unanswering(t)+"/")
	s.log.wait(t, 1, "> ")
	if line := s.log.lines("> ")[0]; !strings.Contains(line, "err = timed out is_time_out = true") {
		t.Error(line)
	}
	s.closeAll()
}
