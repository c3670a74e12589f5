package luahost_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/test/buffer"
	"github.com/luaws/luaws/test/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// fixture is a host on a clock of its own.
type fixture struct {
	*luahost.Host
	clock       *luahost.FakeClock
	stdout, log *record
	dir         string
}

func newFixture(t *testing.T, o luahost.Options) *fixture {
	f := &fixture{}
	f.init(t, t.TempDir(), o)
	return f
}

func (f *fixture) init(t *testing.T, dir string, o luahost.Options) {
	f.clock = luahost.NewFakeClock(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	f.stdout, f.log, f.dir = &record{}, &record{}, dir
	o.Clock, o.Stdout, o.Log = f.clock, f.stdout, f.log
	o.Path = filepath.ToSlash(f.dir) + "/?.lua"
	f.Host = luahost.New(o)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := f.Close(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
}

// write makes a file of the project, and gives its path.
func (f *fixture) write(t *testing.T, name, text string) string {
	path := filepath.Join(f.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// launch runs a script's main chunk in a new service.
func (f *fixture) launch(t *testing.T, text string) *luahost.Service {
	s, err := f.Launch(f.write(t, "main.lua", text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// record is what a host has written.
type record struct{ buffer.Buffer }

func (r *record) Lines() []string {
	return strings.Split(strings.TrimSuffix(r.String(), "\n"), "\n")
}
