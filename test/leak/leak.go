package leak

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"
)

// Marks are what the stacks of goroutines contain that should have ended: those
// of this module's packages, and of the tests' clients.
var Marks = []string{"github.com/luaws/luaws/", "coder/websocket"}

// Main runs the tests of a package, and what closes what they shared, and exits:
// for its TestMain.
func Main(m *testing.M, closing ...func()) {
	code := m.Run()
	for _, f := range closing {
		f()
	}
	if left := Wait(); code == 0 && left != "" {
		fmt.Fprintf(os.Stderr, "leaked goroutines:\n%s\n", left)
		code = 1
	}
	os.Exit(code)
}

// Wait returns the stacks of the goroutines that are left besides the caller's.
// It looks again for a while: one that has just been told to end needs a moment.
func Wait() string {
	left := now()
	for tries := 0; left != "" && tries < 200; tries++ {
		<-time.After(10 * time.Millisecond)
		left = now()
	}
	return left
}

func now() string {
	buf := make([]byte, 16<<20)
	buf = buf[:runtime.Stack(buf, true)]
	var left [][]byte
	for i, stack := range bytes.Split(buf, []byte("\n\n")) {
		if i > 0 && marked(stack) { // the first is the caller's
			left = append(left, stack)
		}
	}
	return string(bytes.Join(left, []byte("\n\n")))
}

func marked(stack []byte) bool {
	for _, mark := range Marks {
		if bytes.Contains(stack, []byte(mark)) {
			return true
		}
	}
	return false
}
