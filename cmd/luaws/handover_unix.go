//go:build unix

package main

import (
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
