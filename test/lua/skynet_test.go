package lua

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib"
	"github.com/luaws/luaws/test/leak"
	"github.com/luaws/luaws/wsbridge"
)

func TestMain(m *testing.M) { leak.Main(m, pool.Close) }

// TestSkynetCases runs start scripts on a clock of their own and compares what
// they print with the block "-- Output:" at their end, and what they log with
// the texts of "-- Log:", in order. The second line of a case says whether real
// skynet gave the same output. Services and modules are looked for beside the
// case x.lua and in x/.
func TestSkynetCases(t *testing.T) {
	files, _ := filepath.Glob("skynet/*.lua")
	classes, _ := filepath.Glob("class/*.lua")
	if len(files) == 0 || len(classes) == 0 {
		t.Fatal("no cases")
	}
	modules, _ := filepath.Glob("modules/*.lua")
	for _, f := range slices.Concat(files, classes, modules) {
		t.Run(f, func(t *testing.T) {
			t.Parallel()
			output, log := runScript(t, f)
			compare(t, f, output, log)
		})
	}
}

// compare holds a case's output and log against what it expects.
func compare(t *testing.T, file string, output []string, log string) {
	t.Helper()
	want := expectationsOf(t, file)
	if diff := cmp.Diff(want.output, output); diff != "" {
		t.Errorf("output (-want +got):\n%s\nlog:\n%s", diff, log)
	}
	rest := log
	for _, text := range want.log {
		_, after, ok := strings.Cut(rest, text)
		if !ok {
			t.Errorf("%q is not in the log, or not in its place:\n%s", text, log)
			break
		}
		rest = after
	}
}

type expectations struct{ output, log []string }

func expectationsOf(t *testing.T, file string) (e expectations) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var block *[]string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case line == "-- Output:":
			block = &e.output
		case line == "-- Log:":
			block = &e.log
		case block == nil:
		case strings.HasPrefix(line, "-- "):
			*block = append(*block, line[3:])
		case line == "--":
			*block = append(*block, "")
		default:
			block = nil
		}
	}
	if len(e.output) == 0 {
		t.Fatalf("%s expects no output", file)
	}
	return e
}

// runScript runs a start script until nothing can happen any more.
func runScript(t *testing.T, file string) (output []string, log string) {
	var stdout, stderr lockedBuffer
	clock := luahost.NewFakeClock(time.Date(2026, 1, 2, 3, 4, 5, 670e6, time.UTC))
	var server wsbridge.Server
	var sockets wsbridge.Sockets
	file = filepath.ToSlash(file)
	path := filepath.Dir(file) + "/?.lua;" + strings.TrimSuffix(file, ".lua") + "/?.lua"
	h := luahost.New(luahost.Options{
		Clock: clock, Stdin: strings.NewReader(""), Stdout: &stdout, Log: &stderr,
		Path: path, ServicePath: path,
		Modules:  lualib.Modules(&server, &sockets),
		Services: lualib.Services(),
	})
	h.Setenv("snax", path)
	s, err := h.Launch(file)
	if err != nil {
		t.Fatal(err)
	}
	for h.WaitIdle(); h.Len() > 0 && clock.Step(); h.WaitIdle() {
	}
	sockets.CloseAll()
	if err := h.Close(context.Background()); err != nil {
		t.Error(err)
	}
	if err := s.Failure(); err != nil { // what ended the main chunk is for the caller of Launch to tell
		stderr.Write([]byte(luahost.ErrorText(err)))
	}
	text := strings.TrimSuffix(stdout.String(), "\n")
	return strings.Split(text, "\n"), stderr.String()
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
