//go:build unix

package wsbridge

import (
	"net"
	"syscall"
	"testing"
)

// A vanished client is found, and small frames are not held back.
func TestKeepAlive(t *testing.T) {
	s := newSite(t, Config{}, echo)
	s.raw()
	raw, err := s.conn().wire.Conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	raw.Control(func(fd uintptr) {
		for _, opt := range []struct{ level, name, want int }{
			{syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, 1},
			{syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1},
		} {
			if v, err := syscall.GetsockoptInt(int(fd), opt.level, opt.name); err != nil || v&opt.want == 0 {
				t.Errorf("socket option %v: %d, %v", opt, v, err)
			}
		}
	})
}
