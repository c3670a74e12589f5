//go:build unix

package main

import (
	"errors"
	"net"
	"os"
	"os/signal"
	"syscall"
)

func catchHandOvers(signals chan<- os.Signal) { signal.Notify(signals, syscall.SIGUSR2) }

// inheritedFile is a descriptor that no program which is started from here gets.
func inheritedFile(fd int, name string) *os.File {
	syscall.CloseOnExec(fd)
	return os.NewFile(uintptr(fd), name)
}

// copyOf is a copy of a listener's descriptor. That of its method File is one that
// blocks, as soon as a program is started with it, and so does ours then: Close
// would wait for the next client.
func copyOf(ln net.Listener) (*os.File, error) {
	c, ok := ln.(syscall.Conn)
	if !ok {
		return nil, errors.ErrUnsupported
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return nil, err
	}
	copied := -1
	wrong := raw.Control(func(fd uintptr) {
		syscall.ForkLock.RLock()
		defer syscall.ForkLock.RUnlock()
		if copied, err = syscall.Dup(int(fd)); err == nil {
			syscall.CloseOnExec(copied)
		}
	})
	if err := errors.Join(wrong, err); err != nil {
		return nil, os.NewSyscallError("dup", err)
	}
	return os.NewFile(uintptr(copied), ln.Addr().String()), nil
}
