//go:build !unix

package wsbridge

import (
	"net"
	"syscall"
)

// rawConn returns nil: sockets here (Windows) belong to a completion port,
// and nothing can be tried without waiting. The flusher does the writing, and
// the following are never called.
func rawConn(net.Conn) syscall.RawConn { return nil }

func writeFD(uintptr, []byte) result        { panic("wsbridge: no raw connection") }
func inputWaits(uintptr) bool               { panic("wsbridge: no raw connection") }
func readFD(uintptr, []byte) (result, bool) { panic("wsbridge: no raw connection") }
