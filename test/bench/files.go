//go:build linux

package main

import "syscall"

// spareFiles of a process are for what isn't a connection that is open, such as
// handshakes, of which a server may have to refuse some.
const spareFiles = 2500

// raiseFiles lets this process, and those that it starts, have as many files as is allowed.
func raiseFiles() error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	limit.Cur = limit.Max
	return syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
}

// roomForConnections is how many connections a process may have, and its limit of files.
func roomForConnections() (most, limit int) {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return 0, 0
	}
	limit = int(min(l.Cur, 1<<30))
	return max(limit-spareFiles, limit/2), limit
}
