package skynet

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// profiles is skynet.profile: how long a task has run, without the time that it
// was blocked. resume and wrap are the standard ones.
var profiles = map[string]lua.LGFunction{
	"start": func(L *luahost.State) int {
		if !profiled(L).StartProfile() {
			lua54.Errorf(L, "%s start profile more than once", profiled(L).Thread())
		}
		return 0
	},
	"stop": func(L *luahost.State) int {
		spent, ok := profiled(L).StopProfile()
		if !ok {
			lua54.Errorf(L, "Call profile.start() before profile.stop()")
		}
		return lua54.Push(L, lua54.Flt(spent.Seconds()))
	},
	"resume": func(L *luahost.State) int { return standard(L, "resume") },
	"wrap":   func(L *luahost.State) int { return standard(L, "wrap") },
}

// profiled is the task whose thread is argument 1, or the running one, in which
// any other coroutine is taken to run.
func profiled(L *luahost.State) *luahost.Task {
	lib := libraryOf(luahost.ServiceOf(L))
	running := lib.s.Current()
	if L.Get(1) != lua.LNil {
		co, ok := L.Get(1).(*lua54.Coroutine)
		if !ok {
			lua54.TypeError(L, 1, "coroutine")
		}
		for _, c := range lib.waiting() {
			if c.task.Thread() == lua.LValue(co) {
				return c.task
			}
		}
	}
	if running == nil {
		lua54.Errorf(L, "no task runs")
	}
	return running
}

// standard calls a function of the library coroutine with the arguments.
func standard(L *luahost.State, name string) int {
	lib, _ := luahost.ServiceOf(L).Lua().Globals().RawGetString("coroutine").(*lua54.Table)
	if lib == nil {
		lua54.Errorf(L, "the library coroutine is gone")
	}
	n := L.GetTop()
	L.Push(lib.RawGetString(name))
	for i := 1; i <= n; i++ {
		L.Push(L.Get(i))
	}
	lua54.Call(L, n, lua.MultRet)
	return L.GetTop() - n
}
