package main

import (
	"os"
	"time"

	"github.com/luaws/luaws/luahost"
)

// Standard output and error. Nobody waits for who doesn't read them.
var (
	stdout = luahost.NewOutput(os.Stdout, maxWaiting)
	stderr = luahost.NewOutput(os.Stderr, maxWaiting)
)

const (
	// maxWaiting is how many bytes wait for a reader.
	maxWaiting = 4 << 20
	// patience is how long print, and the end of the process, wait for one that
	// doesn't move.
	patience = time.Second
)

func flush(patience time.Duration) {
	stdout.Flush(patience)
	stderr.Flush(patience)
}
