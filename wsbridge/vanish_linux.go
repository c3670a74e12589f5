package wsbridge

import (
	"net"
	"syscall"
)

// tcpUserTimeout is TCP_USER_TIMEOUT of linux/tcp.h, which package syscall lacks.
const tcpUserTimeout = 0x12

// limitUnacknowledged breaks a stream when the peer has acknowledged nothing
// for vanished, though something is on the way to it: keepalive doesn't work
// then, and the kernel would try for a quarter of an hour.
func limitUnacknowledged(nc net.Conn) {
	raw := rawConn(nc)
	if raw == nil {
		return
	}
	raw.Control(func(fd uintptr) {
		// A kernel that refuses finds the peer gone later.
		_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(vanished.Milliseconds()))
	})
}
