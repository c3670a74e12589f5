//go:build unix

package luahost_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/luaws/luaws/luahost"
)

// Processes that scripts have started keep no service from ending, and a host
// no longer than it was told to wait.
func TestProcessesThatGoOn(t *testing.T) {
	f := newFixture(t, luahost.Options{})
	flag := f.write(t, "flag", "")
	started := flag + "-started"
	process := `"touch ` + started + `; while test -e ` + flag + `; do sleep 0.01; done"`
	defer os.Remove(flag) // they end
	// launch runs a script until its process runs.
	launch := func(script string) (*fixture, *luahost.Service) {
		g := newFixture(t, luahost.Options{Modules: probe(func(string) {})})
		s := g.launch(t, script)
		s.Do(func() {})
		for _, err := os.Stat(started); err != nil; _, err = os.Stat(started) {
			time.Sleep(time.Millisecond)
		}
		os.Remove(started)
		return g, s
	}
	for _, script := range []string{
		`local f <const> = io.popen(` + process + `)`,
		`local p = require "probe" p.fork(function() io.popen(` + process + `):read "a" end)`,
	} {
		_, s := launch(script)
		s.Stop()
		<-s.Gone()
	}
	g, _ := launch(`local p = require "probe" p.fork(function() os.execute(` + process + `) end)`)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	began := time.Now()
	if err := g.Close(ctx); !errors.Is(err, context.Canceled) || time.Since(began) > time.Minute {
		t.Errorf("Close: %v after %v", err, time.Since(began))
	}
	// What was written for a process gets there.
	s := f.launch(t, `io.popen("cat", "w"):write "not closed"`)
	s.Stop()
	<-s.Gone()
	if err := f.Close(context.Background()); err != nil {
		t.Error(err)
	}
	if !strings.Contains(f.stdout.String(), "not closed") {
		t.Errorf("stdout %q", f.stdout)
	}
}
