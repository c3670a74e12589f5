//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// catchHangups has hangups get SIGHUP, and SIGPIPE do nothing: a project lives on
// when nobody reads its output any more.
func catchHangups(hangups chan<- os.Signal) {
	signal.Notify(hangups, syscall.SIGHUP)
	signal.Ignore(syscall.SIGPIPE)
}
