package luahost_test

import (
	"strings"
	"testing"
	"time"

	"github.com/luaws/luaws/luahost"
)

// A task over a limit ends with an error that names it; the service goes on.
func TestLimits(t *testing.T) {
	for _, c := range []struct {
		name, script, want string
		o                  luahost.Options
	}{
		{"memory", `local t = {} while true do t[#t + 1] = {} end`, "memory limit exceeded (1 MB)", luahost.Options{MemoryLimit: 1 << 20}},
		{"memory, caught", `while true do pcall(function() local t = {} while true do t[#t + 1] = {} end end) end`, "memory limit exceeded (1 MB)", luahost.Options{MemoryLimit: 1 << 20}},
		{"cpu", `while true do end`, "cpu limit exceeded (20ms)", luahost.Options{CPULimit: 20 * time.Millisecond}},
		{"cpu, caught", `while true do pcall(function() while true do end end) end`, "cpu limit exceeded (20ms)", luahost.Options{CPULimit: 20 * time.Millisecond}},
		{"a string", `string.rep("x", 1 << 40)`, "string", luahost.Options{}},
		{"recursion", `local function f() return 1 + f() end f()`, "stack overflow", luahost.Options{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := &notes{}
			c.o.Modules = probe(n.add)
			f := newFixture(t, c.o)
			f.launch(t, `
				local p = require "probe"
				p.fork(function() `+c.script+` end)
				p.fork(function() p.note "goes on" end)`).Do(func() {})
			f.WaitIdle()
			if n.String() != "goes on" || !strings.Contains(f.log.String(), c.want) {
				t.Errorf("%s\n%s", n, f.log)
			}
		})
	}
}

func TestLuaCompat(t *testing.T) {
	for compat, want := range map[bool]string{false: "nil\tnil\n", true: "function\tfunction\n"} {
		f := newFixture(t, luahost.Options{Compat51: compat})
		f.launch(t, `print(type(unpack), type(loadstring))`)
		if got := f.stdout.String(); got != want {
			t.Errorf("compat %v: %q", compat, got)
		}
	}
}

// The log tells of a task that runs on, once each time that it is seen to.
func TestWarnEndless(t *testing.T) {
	n := &notes{}
	release := make(chan struct{})
	mods := probe(n.add)
	f := newFixture(t, luahost.Options{Modules: mods, WarnEndless: 5 * time.Second})
	s := f.launch(t, "")
	running := make(chan struct{})
	go s.StartHere(s.NewTask(goFunction(func() { close(running); <-release })))
	<-running
	f.clock.Advance(6 * time.Second)
	if f.log.String() != "" {
		t.Error("too early:", f.log)
	}
	f.clock.Advance(5 * time.Second)
	if !strings.Contains(f.log.String(), "[:00000000] error: A message from [ :00000000 ] to [ :00000008 ] maybe in an endless loop (version = ") {
		t.Error(f.log)
	}
	close(release)
	f.WaitIdle()
	if !s.Endless() || s.Endless() {
		t.Error("the service is to tell it once")
	}
}
