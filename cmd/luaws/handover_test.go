//go:build unix

package main

import (
	"net"
	"os"
	"syscall"
	"testing"
)

// A program that gets a copy of a listener must not make the listener one that
// blocks: closing it would wait for a client.
func TestCopyOfListener(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	f, err := copyOf(ln)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p, err := os.StartProcess("/bin/sh", []string{"sh", "-c", "exit"}, &os.ProcAttr{Files: []*os.File{f}})
	if err != nil {
		t.Fatal(err)
	}
	p.Wait()
	raw, _ := ln.(syscall.Conn).SyscallConn()
	raw.Control(func(fd uintptr) {
		if _, _, err := syscall.Accept(int(fd)); err != syscall.EAGAIN {
			t.Error(err)
		}
	})
}
