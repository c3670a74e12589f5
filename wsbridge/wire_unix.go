//go:build unix

package wsbridge

import (
	"net"
	"os"
	"syscall"
)

// rawConn returns the access to nc's file descriptor, or nil if it has none.
func rawConn(nc net.Conn) syscall.RawConn {
	sc, ok := nc.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return nil
	}
	return raw
}

// writeFD writes p to a non-blocking descriptor, once. A full socket is no
// error: n is 0.
func writeFD(fd uintptr, p []byte) result {
	for {
		n, err := syscall.Write(int(fd), p)
		switch err {
		case nil:
			return result{n: n}
		case syscall.EINTR:
			continue
		case syscall.EAGAIN:
			return result{}
		}
		return result{err: os.NewSyscallError("write", err)}
	}
}

// inputWaits reports whether something waits to be read, be it the stream's end.
func inputWaits(fd uintptr) bool {
	var b [1]byte
	_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	return err != syscall.EAGAIN
}

// readFD reads into p from a non-blocking descriptor, once. ok is false if
// there is nothing to read yet. n is 0 at the end of the stream.
func readFD(fd uintptr, p []byte) (got result, ok bool) {
	for {
		n, err := syscall.Read(int(fd), p)
		switch err {
		case nil:
			return result{n: n}, true
		case syscall.EINTR:
			continue
		case syscall.EAGAIN:
			return result{}, false
		}
		return result{err: os.NewSyscallError("read", err)}, true
	}
}
