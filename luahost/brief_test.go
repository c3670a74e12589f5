package luahost_test

import (
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// briefEnds is the owner of brief tasks.
type briefEnds chan error

func (e briefEnds) TaskEnded(_ *luahost.Task, err error) { e <- err }

// A brief task is used again, but never one that somebody can still see.
func TestBriefTasks(t *testing.T) {
	f, n := newProbed(t)
	s := f.launch(t, `
		local probe = require "probe"
		local seen, plain = {}, 0
		function keep()
			local co = coroutine.running()
			assert(not seen[co] and coroutine.status(co) == "running")
			for old in pairs(seen) do
				assert(coroutine.status(old) == "dead", "one that has ended runs again")
			end
			seen[co] = true
		end
		function forget(a, b, c, d)
			assert(a == "a" and b == "b" and c == "c" and d == "d")
			plain = plain + 1
		end
		function block() probe.sleep(1) end
		function fail() error("no") end
		function count()
			local n = 0
			for _ in pairs(seen) do n = n + 1 end
			probe.note(n .. " " .. plain)
		end`)
	functions := map[string]lua.LValue{}
	names := []string{"keep", "forget", "block", "fail", "count"}
	done := make(chan bool)
	s.Do(func() {
		for _, name := range names {
			functions[name] = s.Lua().Globals().RawGetString(name)
		}
		close(done)
	})
	<-done
	ends := make(briefEnds, 1)
	run := func(name string, args ...lua.LValue) error {
		s.StartHere(s.NewBrief(ends, functions[name], args...))
		f.WaitIdle()
		for f.clock.Step() {
			f.WaitIdle()
		}
		return <-ends
	}
	for i := range 20 {
		for _, name := range names[:4] {
			err := run(name, lua.LString("a"), lua.LString("b"), lua.LString("c"), lua.LString("d"))
			if (err != nil) != (name == "fail") {
				t.Fatalf("%s, %d: %v", name, i, err)
			}
		}
	}
	if err := run("count"); err != nil || n.String() != "20 20" {
		t.Fatal(err, n)
	}
}

// What is made for a wait in a brief task is of no effect on the next task.
func TestBriefTaskWaits(t *testing.T) {
	f, _ := newProbed(t)
	s := f.launch(t, "")
	ends := make(briefEnds, 1)
	var stale []luahost.Wait
	for range 10 {
		s.StartHere(s.NewBrief(ends, lua54.NewFunction(func(L *luahost.State) int {
			stale = append(stale, s.NewWait(L))
			return 0
		})))
		<-ends
		var w luahost.Wait
		on := false
		s.StartHere(s.NewBrief(ends, lua54.NewFunction(func(L *luahost.State) int {
			w = s.NewWait(L)
			w.Park(L)
			on = true
			return 0
		})))
		s.Do(func() {
			for _, old := range stale {
				if old.Resume(); on {
					t.Error("who waited in another task has resumed this one")
					return
				}
			}
			w.Resume()
		})
		if <-ends; t.Failed() {
			return
		}
	}
}
