//go:build linux

package main

import (
	"errors"
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A loop is the one thread of a generator, which looks after all connections.
type loop struct {
	ep     int
	byFile []*conn
	events [512]unix.EpollEvent
	in     []byte // what is being read
	err    error  // of the first connection that failed

	// What a job does when something has happened.
	opened  func(c *conn)
	message func(c *conn, payload []byte)
	read    func(c *conn, n int) // after n messages have come at once
	ended   func(c *conn)        // after the close that was asked for
}

func newLoop() (*loop, error) {
	ep, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	return &loop{ep: ep, in: make([]byte, 512<<10)}, err
}

var errLate = errors.New("not done in time")

// run works until done, which is asked for after each event and at wake, if it isn't
// zero; what it returns is when wake is due next.
func (l *loop) run(deadline time.Time, done func() (ok bool, wake time.Duration)) error {
	for {
		ok, wake := done()
		if ok || l.err != nil {
			return l.err
		}
		left := time.Until(deadline)
		if left <= 0 {
			return errLate
		}
		if err := l.wait(min(left, wake)); err != nil {
			return err
		}
	}
}

// until is a done for run that needs no wake-up.
func until(done func() bool) func() (bool, time.Duration) {
	return func() (bool, time.Duration) { return done(), 100 * time.Millisecond }
}

// wait handles what has happened, for which it waits so long. EpollWait's milliseconds
// are too coarse.
func (l *loop) wait(atMost time.Duration) error {
	t := unix.NsecToTimespec(max(0, atMost.Nanoseconds()))
	n, _, e := unix.Syscall6(unix.SYS_EPOLL_PWAIT2, uintptr(l.ep), uintptr(unsafe.Pointer(&l.events[0])),
		uintptr(len(l.events)), uintptr(unsafe.Pointer(&t)), 0, 0)
	if e == unix.EINTR {
		return nil
	}
	if e != 0 {
		return fmt.Errorf("epoll_pwait2: %w", e)
	}
	for _, ev := range l.events[:n] {
		c := l.byFile[ev.Fd]
		if c == nil {
			continue
		}
		if ev.Events&unix.EPOLLOUT != 0 || c.state == connecting {
			c.writable()
		}
		if ev.Events&^unix.EPOLLOUT != 0 && c.state > connecting {
			c.readable()
		}
	}
	return nil
}

func (l *loop) add(c *conn) error {
	for len(l.byFile) <= c.fd {
		l.byFile = append(l.byFile, nil)
	}
	l.byFile[c.fd] = c
	return l.watch(c, unix.EPOLL_CTL_ADD, unix.EPOLLIN|unix.EPOLLOUT)
}

func (l *loop) watch(c *conn, op int, events uint32) error {
	return unix.EpollCtl(l.ep, op, c.fd, &unix.EpollEvent{Events: events, Fd: int32(c.fd)})
}

// Raw calls: they don't block, and there is no other goroutine to be told of them.

func rawRead(fd int, p []byte) (int, unix.Errno) {
	n, _, e := unix.RawSyscall(unix.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(&p[0])), uintptr(len(p)))
	return int(n), e
}

func rawWrite(fd int, p []byte) (int, unix.Errno) {
	n, _, e := unix.RawSyscall(unix.SYS_WRITE, uintptr(fd), uintptr(unsafe.Pointer(&p[0])), uintptr(len(p)))
	return int(n), e
}
