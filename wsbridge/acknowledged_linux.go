package wsbridge

import "golang.org/x/sys/unix"

// acknowledged tells how many bytes the peer has acknowledged, of TCP, and whether
// some are on their way. 0 and false where that can't be known.
func (w *wire) acknowledged() (bytes uint32, pending bool) {
	if w.raw == nil {
		return 0, false
	}
	w.raw.Control(func(fd uintptr) {
		info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
		if err == nil {
			bytes, pending = uint32(info.Bytes_acked), info.Unacked > 0 || info.Notsent_bytes > 0
		}
	})
	return bytes, pending
}
