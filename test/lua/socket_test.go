package lua

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib"
	"github.com/luaws/luaws/wsbridge"
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
	var stdout, stderr lockedBuffer
	var server wsbridge.Server
	var sockets wsbridge.Sockets
	file = filepath.ToSlash(file)
	path := filepath.Dir(file) + "/?.lua"
	h := luahost.New(luahost.Options{
		Stdin: strings.NewReader(""), Stdout: &stdout, Log: &stderr, Path: path, ServicePath: path,
		Modules:  lualib.Modules(&server, &sockets),
		Services: lualib.Services(),
	})
	s, err := h.Launch(file)
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.Gone():
	case <-time.After(time.Minute):
		t.Errorf("%s doesn't end", file)
	}
	sockets.CloseAll()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := h.Close(ctx); err != nil {
		t.Error(err)
	}
	if err := s.Failure(); err != nil {
		stderr.Write([]byte(luahost.ErrorText(err)))
	}
	return strings.Split(strings.TrimSuffix(stdout.String(), "\n"), "\n"), stderr.String()
}
