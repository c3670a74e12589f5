package wsbridge

import (
	"context"
	"net"
	"syscall"
	"time"
)

// A socketOption is one that has a number.
type socketOption struct{ level, name, value int }

// options are those of a tuned socket.
var options = []socketOption{
	{syscall.SOL_SOCKET, syscall.SO_KEEPALIVE, 1},
	{syscall.IPPROTO_TCP, syscall.TCP_KEEPIDLE, int(keepAlive.Idle / time.Second)},
	{syscall.IPPROTO_TCP, syscall.TCP_KEEPINTVL, int(keepAlive.Interval / time.Second)},
	{syscall.IPPROTO_TCP, syscall.TCP_KEEPCNT, keepAlive.Count},
	{syscall.IPPROTO_TCP, tcpUserTimeout, int(vanished.Milliseconds())},
}

// tcpUserTimeout is TCP_USER_TIMEOUT of linux/tcp.h, which package syscall lacks: a
// stream breaks when the peer has acknowledged nothing for so long, though something
// is on the way to it. Keepalive doesn't work then, and the kernel would try for a
// quarter of an hour.
const tcpUserTimeout = 0x12

func (o socketOption) isSet(fd uintptr) bool {
	v, err := syscall.GetsockoptInt(int(fd), o.level, o.name)
	return err == nil && v == o.value
}

// set ignores errors: a kernel that refuses finds the peer gone later.
func (o socketOption) set(fd uintptr) {
	_ = syscall.SetsockoptInt(int(fd), o.level, o.name, o.value)
}

// Listen is net.Listen for [Server.Serve] and [Sockets]. An accepted stream has the
// options of its listener, where they are set once, and not for each stream. (But a
// Multipath TCP listener, as net.Listen makes it, takes no tcpUserTimeout.)
func Listen(network, address string) (net.Listener, error) {
	lc := net.ListenConfig{
		KeepAlive: -1, // Go would set its own for each stream
		Control: func(network, _ string, raw syscall.RawConn) error {
			return raw.Control(func(fd uintptr) {
				for _, o := range options {
					o.set(fd)
				}
			})
		},
	}
	return lc.Listen(context.Background(), network, address)
}

// A tuner sets the options of a listener's streams: those that the first stream
// doesn't have by itself.
type tuner struct {
	asked   bool
	missing []socketOption
}

func (t *tuner) tune(nc net.Conn) {
	if t.asked && len(t.missing) == 0 || !isTCP(nc) {
		return
	}
	raw := rawConn(nc)
	if raw == nil {
		return
	}
	raw.Control(func(fd uintptr) {
		if !t.asked {
			t.asked = true
			for _, o := range options {
				if !o.isSet(fd) {
					t.missing = append(t.missing, o)
				}
			}
		}
		for _, o := range t.missing {
			o.set(fd)
		}
	})
}
