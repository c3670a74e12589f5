//go:build !unix

package wsbridge

import (
	"net"
	"syscall"
)

// rawConn returns nil: sockets here (Windows) belong to a completion port,
// and there is no write that does not wait. The flusher does the writing.
func rawConn(net.Conn) syscall.RawConn { return nil }

func writeFD(uintptr, []byte) (int, error) { panic("wsbridge: writeFD without a raw connection") }
