package lua

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/lualib"
	"github.com/luaws/luaws/test/buffer"
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
	clock := luahost.NewFakeClock(time.Date(2026, 1, 2, 3, 4, 5, 670e6, time.UTC))
	return runFile(t, file, luahost.Options{Clock: clock}, func(h *luahost.Host, _ *luahost.Service) {
		for h.WaitIdle(); h.Len() > 0 && clock.Step(); h.WaitIdle() {
		}
	})
}

// runFile runs a start script, closes its host once wait has returned, and gives
// what it has written.
func runFile(t *testing.T, file string, o luahost.Options, wait func(h *luahost.Host, main *luahost.Service)) (output []string, log string) {
	var stdout, stderr buffer.Buffer
	var server wsbridge.Server
	var sockets wsbridge.Sockets
	file = filepath.ToSlash(file)
	path := filepath.Dir(file) + "/?.lua;" + strings.TrimSuffix(file, ".lua") + "/?.lua"
	o.Stdin, o.Stdout, o.Log = strings.NewReader(""), &stdout, &stderr
	o.Path, o.ServicePath = path, path
	o.Modules, o.Services = lualib.Modules(&server, &sockets), lualib.Services()
	h := luahost.New(o)
	h.Setenv("snax", path)
	s, err := h.Launch(file)
	if err != nil {
		t.Fatal(err)
	}
	wait(h, s)
	sockets.CloseAll()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := h.Close(ctx); err != nil {
		t.Error(err)
	}
	if err := s.Failure(); err != nil { // what ended the main chunk is for the caller of Launch to tell
		stderr.Write([]byte(luahost.ErrorText(err)))
	}
	return strings.Split(strings.TrimSuffix(stdout.String(), "\n"), "\n"), stderr.String()
}
