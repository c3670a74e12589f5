//go:build !unix

package main

import "os"

// catchHangups: there is no SIGHUP here.
func catchHangups(chan<- os.Signal) {}
