package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"

	"github.com/luaws/luaws/luahost"
)

func load(t *testing.T, text string) *luahost.Config {
	file := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := luahost.LoadConfig(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestKeyValues(t *testing.T) {
	got, err := keyValues([]string{"a=1", "b_2=x=y", "c=", "a=2"})
	if diff := cmp.Diff(map[string]string{"a": "2", "b_2": "x=y", "c": ""}, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
	for _, bad := range []string{"", "a", "=", "=1", "1=1", "a b=1", "-a=1", "a.b=1"} {
		if _, err := keyValues([]string{bad}); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// thread bounds what runs Lua at a time, and asks for no more than there is.
func TestSetThreads(t *testing.T) {
	all := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(all)
	for text, want := range map[string]int{"": min(8, all), "thread = 1": 1, "thread = 1000": all} {
		runtime.GOMAXPROCS(all)
		if err := setThreads(load(t, text)); err != nil {
			t.Error(err)
		}
		if got := runtime.GOMAXPROCS(0); got != want {
			t.Errorf("%s: %d", text, got)
		}
	}
	for _, text := range []string{"thread = 0", "thread = -1", "thread = 1025", "thread = 'x'"} {
		if err := setThreads(load(t, text)); err == nil || !strings.HasSuffix(err.Error(), "must be from 1 to 1024") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestSetLimits(t *testing.T) {
	var l limits
	fl := pflag.NewFlagSet("", pflag.ContinueOnError)
	l.addTo(fl, 0)
	if err := fl.Parse([]string{"--cpu-limit", "3s"}); err != nil {
		t.Fatal(err)
	}
	err := setLimits(fl, load(t, `memory_limit = 1048576 cpu_limit = "1s" lua_compat = 5.1 drain_timeout = "1m"`), &l)
	if err != nil || l.memory != 1<<20 || l.cpu != 3*time.Second || l.luaCompat != "5.1" || l.drain.timeout != time.Minute {
		t.Errorf("%v %+v", err, l)
	}
}
