//go:build unix

package wsbridge

import (
	"net/netip"
	"syscall"
)

// sendNow sends if the kernel takes it without waiting. It reports false if the
// kernel has no room.
func (d *datagrams) sendNow(data string, addr netip.AddrPort) bool {
	raw, err := d.conn.SyscallConn()
	if err != nil {
		return false
	}
	var to syscall.Sockaddr
	if a := addr.Addr(); a.Is4() {
		to = &syscall.SockaddrInet4{Port: int(addr.Port()), Addr: a.As4()}
	} else {
		to = &syscall.SockaddrInet6{Port: int(addr.Port()), Addr: a.As16()}
	}
	err = raw.Write(func(fd uintptr) bool {
		for {
			if err = syscall.Sendto(int(fd), bytesOf(data), 0, to); err != syscall.EINTR {
				return true
			}
		}
	})
	if err == syscall.EAGAIN {
		return false
	}
	d.sentLocked(len(data))
	return true
}
