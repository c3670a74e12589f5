package wsbridge

import (
	"net"
	"syscall"
	"testing"
	"time"
)

func TestUnacknowledgedIsLimited(t *testing.T) {
	s := newSite(t, Config{}, echo)
	s.raw()
	raw, err := s.conn().wire.Conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	raw.Control(func(fd uintptr) {
		if ms, err := syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout); err != nil || time.Duration(ms)*time.Millisecond != vanished {
			t.Errorf("TCP_USER_TIMEOUT is %d, %v", ms, err)
		}
	})
}
