package lua

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/luaws/luaws/luahost"
)

// TestSocketCases is TestSkynetCases for scripts that talk over real sockets, on
// the system's clock, until they exit.
func TestSocketCases(t *testing.T) {
	files, _ := filepath.Glob("socket/*.lua")
	if len(files) == 0 {
		t.Fatal("no cases")
	}
	for _, f := range files {
		t.Run(f, func(t *testing.T) {
			t.Parallel()
			output, log := runSockets(t, f)
			compare(t, f, output, log)
		})
	}
}

func runSockets(t *testing.T, file string) (output []string, log string) {
	return runFile(t, file, luahost.Options{}, func(_ *luahost.Host, main *luahost.Service) {
		select {
		case <-main.Gone():
		case <-time.After(time.Minute):
			t.Errorf("%s doesn't end", file)
		}
	})
}
