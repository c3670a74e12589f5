package luahost_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// probe is a module for tests: note(text), sleep(ms), fork(f), panic(), spin().
func probe(note func(string)) map[string]luahost.Module {
	fn := lua54.NewFunction
	return map[string]luahost.Module{"probe": {Core: true, Open: func(s *luahost.Service, _ *luahost.State) lua.LValue {
		t := lua54.NewTable(0, 5)
		t.RawSetString("note", fn(func(L *luahost.State) int { note(lua54.CheckStr(L, 1)); return 0 }))
		t.RawSetString("sleep", fn(func(L *luahost.State) int {
			w := s.NewWait(L)
			s.After(time.Duration(lua54.CheckInt(L, 1))*time.Millisecond, func() { w.Resume() })
			w.Park(L)
			return 0
		}))
		t.RawSetString("fork", fn(func(L *luahost.State) int { s.Fork(s.NewTask(L.Get(1))); return 0 }))
		t.RawSetString("panic", fn(func(L *luahost.State) int { panic("a bug in Go") }))
		t.RawSetString("exit", fn(func(L *luahost.State) int { s.Exit(L); return 0 }))
		return t
	}}}
}

type notes struct {
	mu  sync.Mutex
	all []string
}

func (n *notes) add(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = append(n.all, text)
}

func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Join(n.all, " ")
}

func newProbed(t *testing.T) (*fixture, *notes) {
	n := &notes{}
	return newFixture(t, luahost.Options{Modules: probe(n.add)}), n
}

func TestAddressesAreNotReusedWhileInUse(t *testing.T) {
	f, _ := newProbed(t)
	a, b := f.launch(t, ""), f.launch(t, "")
	if a.Addr() != 8 || b.Addr() != 9 || a.String() != ":00000008" {
		t.Errorf("addresses %s and %s", a, b)
	}
	if f.Service(9) != b || f.Len() != 2 {
		t.Error("the host doesn't know its services")
	}
	a.Stop()
	<-a.Gone()
	if f.Service(8) != nil || f.Len() != 1 {
		t.Error("the host knows a service that has ended")
	}
}

func TestServicesShareNothing(t *testing.T) {
	f, n := newProbed(t)
	for range 2 {
		f.launch(t, `
			local probe = require "probe"
			probe.note(tostring(shared) .. tostring(string.shared) .. tostring(package.loaded.shared))
			shared, string.shared, package.loaded.shared = 1, 2, 3`)
	}
	if got := n.String(); got != "nilnilnil nilnilnil" {
		t.Error(got)
	}
}

// A service is run by one goroutine at a time, whoever brings the work.
func TestManyGoroutinesBringWork(t *testing.T) {
	f, _ := newProbed(t)
	s := f.launch(t, `n = 0; function count() local m = n; for i = 1, 10 do m = m + 0 end; n = m + 1 end`)
	var count, n lua.LValue
	got := make(chan lua.LValue, 1)
	s.Do(func() { count = s.Lua().Globals().RawGetString("count"); got <- count })
	count = <-got
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Go(func() {
			for range 500 {
				if g%2 == 0 {
					s.Start(s.NewTask(count))
				} else {
					s.StartHere(s.NewTask(count))
				}
			}
		})
	}
	wg.Wait()
	f.WaitIdle()
	s.Do(func() { n = s.Lua().Globals().RawGetString("n"); got <- n })
	if v := <-got; v != lua54.Int(8000) {
		t.Errorf("%v tasks ran", v)
	}
}

// Messages of one sender start in order, whether the service is busy or not.
func TestOrder(t *testing.T) {
	f, _ := newProbed(t)
	s := f.launch(t, "")
	var got []int
	stop := make(chan struct{})
	for range 4 {
		go func() {
			for {
				select {
				case <-stop:
					return
				default:
					s.Do(func() {})
				}
			}
		}()
	}
	for i := range 5000 {
		task := s.NewTask(lua54.NewFunction(func(*luahost.State) int { got = append(got, i); return 0 }))
		s.StartHere(task)
	}
	close(stop)
	f.WaitIdle()
	if !slices.IsSorted(got) || len(got) != 5000 {
		t.Error("out of order, or lost")
	}
}

func TestTasksInterleaveWhenOneBlocks(t *testing.T) {
	f, n := newProbed(t)
	f.launch(t, `
		local p = require "probe"
		p.fork(function() p.note "a1" p.sleep(20) p.note "a2" end)
		p.fork(function() p.note "b1" p.sleep(10) p.note "b2" end)
		p.note "chunk"`).Do(func() {})
	f.WaitIdle()
	f.clock.Advance(15 * time.Millisecond)
	f.WaitIdle()
	n.add("|")
	f.clock.Advance(15 * time.Millisecond)
	f.WaitIdle()
	if got := n.String(); got != "chunk a1 b1 b2 | a2" {
		t.Error(got)
	}
}

func TestAnHourCostsNothing(t *testing.T) {
	f, n := newProbed(t)
	f.launch(t, `local p = require "probe" p.fork(function() for i = 1, 60 do p.sleep(60000) end p.note "done" end)`).Do(func() {})
	for f.WaitIdle(); f.clock.Step(); f.WaitIdle() {
	}
	if n.String() != "done" {
		t.Error(n.String())
	}
}

// A panic of Go code called from Lua ends the task at most.
func TestPanicInGo(t *testing.T) {
	f, n := newProbed(t)
	f.launch(t, `
		local p = require "probe"
		p.fork(function() p.note(tostring((pcall(p.panic)))) end)
		p.fork(function() p.panic() end)
		p.fork(function() p.note "goes on" end)`).Do(func() {})
	f.WaitIdle()
	if got := n.String(); got != "false goes on" {
		t.Errorf("%q\n%s", got, f.log)
	}
	if !strings.Contains(f.log.String(), "a bug in Go") {
		t.Errorf("the panic is not in the log:\n%s", f.log)
	}
}

func TestExitUnwindsAllTasks(t *testing.T) {
	f, n := newProbed(t)
	s := f.launch(t, `
		local p = require "probe"
		local function guarded(name)
			local _ <close> = setmetatable({}, {__close = function() p.note(name) end})
			pcall(p.sleep, 1000)
			p.note "must not run"
		end
		p.fork(function() guarded "sleeper" end)
		p.fork(function() coroutine.wrap(guarded)("in a coroutine") end)
		p.fork(function()
			local _ <close> = setmetatable({}, {__close = function() p.note "exiting" end})
			p.fork(function() p.note "must not run" end)
			pcall(p.exit)
			p.note "must not run"
		end)`)
	s.Do(func() {})
	<-s.Gone()
	all := strings.Fields(strings.ReplaceAll(n.String(), "in a coroutine", "coroutine"))
	slices.Sort(all[:2])
	if got := strings.Join(all, " "); got != "coroutine sleeper exiting" {
		t.Error(got)
	}
	if f.clock.Step() {
		t.Error("a timer outlives its service")
	}
}

// What was posted to a service that ends is told so.
func TestTasksOfAnEndedService(t *testing.T) {
	f, _ := newProbed(t)
	s := f.launch(t, "")
	s.Stop()
	<-s.Gone()
	ended := make(chan error, 1)
	task := s.NewTask(lua54.NewFunction(func(*luahost.State) int { t.Error("it ran"); return 0 }))
	task.OnEnd(func(err error) { ended <- err })
	s.Start(task)
	if err := <-ended; !errors.Is(err, luahost.ErrServiceEnded) {
		t.Error(err)
	}
	if s.Do(func() {}) {
		t.Error("an ended service takes work")
	}
}

func TestCloseEndsAnEndlessLoop(t *testing.T) {
	f, n := newProbed(t)
	s := f.launch(t, `local p = require "probe" function loop() p.note "looping" while true do pcall(function() while true do end end) end end`)
	fn := make(chan lua.LValue, 1)
	s.Do(func() { fn <- s.Lua().Globals().RawGetString("loop") })
	s.Start(s.NewTask(<-fn))
	for n.String() == "" {
		time.Sleep(time.Millisecond)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := f.Close(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := f.NewService("late", nil); !errors.Is(err, luahost.ErrHostClosed) {
		t.Error(err)
	}
}

func TestOffload(t *testing.T) {
	n := &notes{}
	mods := probe(n.add)
	release := make(chan struct{})
	mods["slow"] = luahost.Module{Open: func(s *luahost.Service, _ *luahost.State) lua.LValue {
		return lua54.NewFunction(func(L *luahost.State) int {
			s.Offload(L, func() { <-release })
			return 0
		})
	}}
	f := newFixture(t, luahost.Options{Modules: mods})
	s := f.launch(t, `
		local p, slow = require "probe", require "slow"
		p.fork(function() slow() p.note "slow" end)
		p.fork(function() p.note "other" end)`)
	other := make(chan struct{})
	s.Do(func() { close(other) })
	<-other
	close(release)
	f.WaitIdle()
	if got := n.String(); got != "other slow" {
		t.Error(got)
	}
}

// flushes counts.
type flushes struct{ n int }

func (f *flushes) Flush() { f.n++ }

// What is sent in a run is flushed once, when the service comes to rest.
func TestAtRest(t *testing.T) {
	f, _ := newProbed(t)
	s := f.launch(t, "")
	var fl flushes
	seen := make(chan int, 1)
	s.Do(func() {
		s.AtRest(&fl)
		for range 10 {
			s.Do(func() {})
		}
		s.Do(func() { seen <- fl.n })
	})
	if n := <-seen; n != 0 {
		t.Errorf("flushed %d times on the way", n)
	}
	f.WaitIdle()
	if fl.n != 1 {
		t.Errorf("flushed %d times", fl.n)
	}
}

func ExampleHost() {
	h := luahost.New(luahost.Options{Modules: map[string]luahost.Module{
		"greeting": {Name: "greeting.lua", Source: `return function(name) print("hello, " .. name) end`},
	}})
	s, err := h.NewService("example", func(s *luahost.Service, L *luahost.State) {
		p, _ := lua54.Compile(`local greet = require "greeting"; function hello(name) greet(name) end`, "=example")
		L.Push(lua54.NewClosure(L, p, nil))
		lua54.Call(L, 0, 0)
	})
	if err != nil {
		fmt.Println(err)
	}
	s.Do(func() {
		s.NewTask(s.Lua().Globals().RawGetString("hello"), lua.LString("world")).Begin()
	})
	h.WaitIdle()
	_ = h.Close(context.Background())
	// Output: hello, world
}

func goFunction(f func()) lua.LValue {
	return lua54.NewFunction(func(*luahost.State) int { f(); return 0 })
}

// A panic while a service ends keeps neither the host nor others waiting.
func TestPanicAtTheEnd(t *testing.T) {
	f := newFixture(t, luahost.Options{})
	var told bool
	s, err := f.NewService("s", func(s *luahost.Service, _ *luahost.State) {
		s.OnExit(func() { told = true })
		s.OnExit(func() { panic("a bug in Go") })
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Stop()
	<-s.Gone()
	if !told || !strings.Contains(f.log.String(), "a bug in Go") || f.Service(s.Addr()) != nil {
		t.Errorf("told %v, log:\n%s", told, f.log)
	}
}
