//go:build !unix

package main

import (
	"errors"
	"net"
	"os"
)

// There is no SIGUSR2 here.
func catchHandOvers(chan<- os.Signal) {}

func inheritedFile(fd int, name string) *os.File { return os.NewFile(uintptr(fd), name) }

func copyOf(net.Listener) (*os.File, error) { return nil, errors.ErrUnsupported }
