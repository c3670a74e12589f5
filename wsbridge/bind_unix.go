//go:build unix

package wsbridge

import (
	"fmt"
	"net"
	"os"
	"sync"
	"syscall"
)

// Bind makes a stream of a file descriptor that the process has, 0 for instance.
// EventOpen follows. Close leaves the descriptor open.
func (t *Sockets) Bind(fd int, sink Sink, flow bool) (id int, err error) {
	f, err := openFile(fd)
	if err != nil {
		return 0, fmt.Errorf("wsbridge: %w", err)
	}
	s := t.newStream(streamOpen)
	s.file, s.sink, s.flow = true, sink, flow
	s.w.init(f)
	t.add(func(id int) socket { s.id = id; return s })
	go s.read(0, nil, Event{Kind: EventOpen, Text: "binding"})
	return s.id, nil
}

// openFile makes a stream of a copy of fd. While it is open, nobody waits in
// reads of fd: that is a property of what fd stands for.
func openFile(fd int) (*file, error) {
	copied, err := syscall.Dup(fd)
	if err != nil {
		return nil, os.NewSyscallError("dup", err)
	}
	syscall.CloseOnExec(copied)
	if err := syscall.SetNonblock(copied, true); err != nil {
		syscall.Close(copied)
		return nil, os.NewSyscallError("setnonblock", err)
	}
	return &file{
		File:    os.NewFile(uintptr(copied), fmt.Sprintf("fd %d", fd)),
		restore: fd <= 2, // other programs have these too
	}, nil
}

// A file is a net.Conn.
type file struct {
	*os.File
	restore bool // Close makes it one that waits again
	once    sync.Once
}

func (f *file) LocalAddr() net.Addr  { return noAddr{} }
func (f *file) RemoteAddr() net.Addr { return noAddr{} }

func (f *file) Close() error {
	f.once.Do(func() {
		if raw, err := f.File.SyscallConn(); err == nil && f.restore {
			raw.Control(func(fd uintptr) { syscall.SetNonblock(int(fd), false) })
		}
	})
	return f.File.Close()
}
