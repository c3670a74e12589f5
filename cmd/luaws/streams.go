package main

import (
	"fmt"
	"os"
	"time"

	"github.com/luaws/luaws/luahost"
)

// Standard output and error. Nobody waits for who doesn't read them.
var (
	stdout = luahost.NewOutput(os.Stdout, maxWaiting)
	stderr = luahost.NewOutput(os.Stderr, maxWaiting)
)

// maxWaiting is how many bytes wait for a reader.
const maxWaiting = 4 << 20

// patience is how long print waits for one that doesn't move.
const patience = time.Second

// exitPatience is how long the end of the process does. A signal cuts it short.
var exitPatience = 10 * time.Second

// flush is for the end of the process.
func flush() {
	if left := stdout.Flush(exitPatience); left > 0 {
		fmt.Fprintf(stderr, "luaws: nobody has read the last %d lines of standard output\n", left)
	}
	stderr.Flush(exitPatience)
}
