package skynet

import (
	"math"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// start(f): f runs as the first task, after the functions given to init. An
// error in one of them ends the service (skynet.lua, init_service).
func start(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	lib, f := libraryOf(s), lua54.CheckAny(L, 1)
	if lib.started {
		lua54.Errorf(L, "skynet.start was called before")
	}
	lib.started = true
	t := s.NewTask(lua54.NewFunction(func(L *luahost.State) int {
		for len(lib.inits) > 0 {
			f := lib.inits[0]
			lib.inits = lib.inits[1:]
			L.Push(f)
			lua54.Call(L, 0, 0)
		}
		lib.inits = nil
		L.Push(f)
		lua54.Call(L, 0, 0)
		return 0
	}))
	t.OnEnd(func(err error) {
		switch err {
		case nil:
			s.SetReady()
		case luahost.ErrServiceEnded:
		default:
			s.Log("init service failed: " + s.ErrorText(err))
			s.LogLife("KILL self")
			s.Fail(err)
		}
	})
	s.Start(t)
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
	s := luahost.ServiceOf(L)
	s.LogLife("KILL self")
	s.Exit(L)
	return 0
}

func fork(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	t := s.NewTask(L.Get(1), lua54.Args(L, 2)...)
	s.Fork(t)
	return lua54.Push(L, t.Thread())
}

func timeout(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	d := ticks(L, 1)
	t := s.NewTask(L.Get(2))
	s.After(d, t.Begin)
	return lua54.Push(L, t.Thread())
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
