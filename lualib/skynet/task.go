package skynet

import (
	"errors"
	"fmt"
	"math"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// start(f): f runs as the first task, after the functions given to init. An
// error in one of them ends the service (skynet.lua, init_service). A service of
// several files may call it in each: their functions start in that order.
func start(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	lib, f := libraryOf(s), lua54.CheckAny(L, 1)
	if lib.started && !lib.initialized {
		lib.starts = append(lib.starts, f)
	} else {
		startTask(s, lib, f)
	}
	lib.started = true
	return 0
}

func startTask(s *luahost.Service, lib *library, f lua.LValue) {
	t := s.NewTask(initAndStart, f)
	lib.starting = t
	t.OnEnd(func(err error) {
		if err == luahost.ErrServiceEnded { // perhaps before its turn came: not by the runner
			return
		}
		if lib.starting == t {
			lib.starting = nil
		}
		if err == nil {
			s.SetReady()
			return
		}
		s.Log("init service failed: " + s.ErrorText(err))
		s.Fail(err)
	})
	s.Start(t)
}

// initAndStart(f) calls the functions given to init, and then f.
var initAndStart *lua.LFunction

func init() { initAndStart = lua54.NewFunction(runStart) }

func runStart(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	lib := libraryOf(s)
	for len(lib.inits) > 0 {
		f := lib.inits[0]
		lib.inits = lib.inits[1:]
		L.Push(f)
		lua54.Call(L, 0, 0)
	}
	lib.inits, lib.initialized = nil, true
	for _, f := range lib.starts {
		startTask(s, lib, f)
	}
	lib.starts = nil
	return lua54.CallThen(L)
}

// InitTask calls the functions given to init, for a service that no skynet.start
// begins; nil if there are none.
func InitTask(s *luahost.Service) *luahost.Task {
	if lib := luahost.Kept[library](s, nil); lib == nil || len(lib.inits) == 0 {
		return nil
	}
	return s.NewTask(initAndStart, lua54.NewFunction(func(*luahost.State) int { return 0 }))
}

// initService(f) is what the task of start does, in the running task.
func initService(L *luahost.State) int {
	s, f := luahost.ServiceOf(L), lua54.CheckAny(L, 1)
	lua54.Push(L, initAndStart, f)
	if err, ok := lua54.PCall(L, 1, 0, lua54.WithTraceback); !ok {
		text := lua54.ToString(L, err)
		s.Log("init service failed: " + text)
		s.Fail(errors.New(text))
		lua54.Park(L)
	}
	s.SetReady()
	return 0
}

func initFunc(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	lib := libraryOf(s)
	f, ok := L.Get(1).(*lua.LFunction)
	if !ok {
		lua54.TypeError(L, 1, "function")
	}
	switch {
	case !s.CanBlock():
		lib.inits = append(lib.inits, f)
	case !s.AfterRequire(f): // a module that is loaded later initializes itself then
		lua54.Errorf(L, "skynet.init: the service has started already")
	}
	return 0
}

// Started tells whether the service's script has called skynet.start.
func Started(s *luahost.Service) bool { return libraryOf(s).started }

func exit(L *luahost.State) int {
	luahost.ServiceOf(L).Exit(L)
	return 0
}

func fork(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	t := s.NewTask(L.Get(1), lua54.Args(L, 2)...)
	t.SetOwner((*background)(libraryOf(s)))
	s.Fork(t)
	return lua54.Push(L, t.Thread())
}

// timeout(centiseconds, f) has f called as a task of its own, and returns its thread.
func timeout(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	lib, d := libraryOf(s), ticks(L, 1)
	c := &session{task: s.NewTask(L.Get(2))}
	if lib.traceTimers {
		c.note = lua54.Traceback(L, fmt.Sprintf("TIMER %d+%d : ", s.Host().Now(), d/tick), 1)
	}
	c.task.SetOwner((*background)(lib))
	lib.open(c)
	s.After(d, func() {
		if lib.close(c) {
			lib.origin = origin{session: c.n}
			c.task.Begin()
		}
	})
	return lua54.Push(L, c.task.Thread())
}

// traceTimeout(on) has skynet.task tell where the timeouts were set that haven't begun.
func traceTimeout(L *luahost.State) int {
	libraryOf(luahost.ServiceOf(L)).traceTimers = lua.LVAsBool(L.Get(1))
	return 0
}

// ticks is argument n, a time in centiseconds: a whole number, or a string, of
// which skynet reads what it can (strtol): no number is zero. Less than zero is
// zero too.
func ticks(L *luahost.State, n int) time.Duration {
	if s, ok := L.Get(n).(lua.LString); ok {
		f, _ := lua54.ToFlt(s)
		return time.Duration(min(max(f, 0), float64(maxTicks))) * tick
	}
	return time.Duration(min(max(lua54.CheckInt(L, n), 0), maxTicks)) * tick
}

const (
	tick     = 10 * time.Millisecond
	maxTicks = int64(math.MaxInt64) / int64(tick) / 2
)
