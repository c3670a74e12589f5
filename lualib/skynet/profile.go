package skynet

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// profiles is skynet.profile: how long a coroutine, or the running one, has run,
// without the time that it was blocked. resume and wrap are the standard ones.
var profiles = map[string]lua.LGFunction{
	"start": func(L *luahost.State) int {
		if co := profiled(L); !co.StartTiming() {
			lua54.Errorf(L, "%s start profile more than once", co)
		}
		return 0
	},
	"stop": func(L *luahost.State) int {
		spent, ok := profiled(L).StopTiming()
		if !ok {
			lua54.Errorf(L, "Call profile.start() before profile.stop()")
		}
		return lua54.Push(L, lua54.Flt(spent.Seconds()))
	},
	"resume": func(L *luahost.State) int { return standard(L, "resume") },
	"wrap":   func(L *luahost.State) int { return standard(L, "wrap") },
}

// profiled is argument 1, or the running coroutine.
func profiled(L *luahost.State) *lua54.Coroutine {
	if L.GetTop() == 0 {
		co, _ := lua54.Running(L)
		return co
	}
	co, ok := L.Get(1).(*lua54.Coroutine)
	if !ok {
		lua54.TypeError(L, 1, "coroutine")
	}
	return co
}

// standard calls a function of the library coroutine with the arguments.
func standard(L *luahost.State, name string) int {
	lib, _ := luahost.ServiceOf(L).Lua().Globals().RawGetString("coroutine").(*lua54.Table)
	if lib == nil {
		lua54.Errorf(L, "the library coroutine is gone")
	}
	return lua54.CallArgs(L, lib.RawGetString(name), 1, lua.MultRet)
}
