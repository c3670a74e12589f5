package skynet

import (
	"fmt"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// figure is one of skynet.stat: "mqlen", "message", "endless" are integers,
// "cpu" and "time" seconds. It is nil for what is none.
func figure(s *luahost.Service, what string) lua.LValue {
	switch what {
	case "mqlen":
		return lua54.Int(int64(s.Stat().Waiting))
	case "message":
		return lua54.Int(int64(s.Stat().Messages))
	case "cpu":
		return lua54.Flt(s.Stat().CPU.Round(time.Microsecond).Seconds())
	case "time":
		return lua54.Flt(s.Stat().Running.Round(time.Microsecond).Seconds())
	case "endless":
		if s.Endless() {
			return lua54.Int(1)
		}
		return lua54.Int(0)
	case "task":
		return lua54.Int(int64(len(libraryOf(s).waiting())))
	}
	return lua.LNil
}

// stat(what) returns a figure of the service.
func stat(L *luahost.State) int {
	what := lua54.CheckStr(L, 1)
	v := figure(luahost.ServiceOf(L), what)
	if v == lua.LNil {
		lua54.Errorf(L, "skynet.stat: no figure '%s' (there are mqlen, message, cpu, time, endless, task)", what)
	}
	return lua54.Push(L, v)
}

func mqlen(L *luahost.State) int { return lua54.Push(L, figure(luahost.ServiceOf(L), "mqlen")) }

// endless tells whether the service was found in an endless loop since this was
// last asked.
func endless(L *luahost.State) int {
	return lua54.Push(L, lua.LBool(luahost.ServiceOf(L).Endless()))
}

// memLimit(bytes) bounds the memory of the service. It is for the main chunk.
func memLimit(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	n := lua54.CheckInt(L, 1)
	switch {
	case n <= 0:
		lua54.ArgError(L, 1, "bytes expected, more than 0")
	case s.Current() == nil || s.CanBlock():
		s.Log("skynet.memlimit has no effect here: it is for the main chunk of a service")
		return 0
	}
	s.Lua().LimitMemory(n)
	s.Log(fmt.Sprintf("Set memory limit to %.2f M", float64(n)/(1<<20)))
	return 0
}

// oldPCall is pcall, for old code.
func oldPCall(L *luahost.State) int {
	lua54.CheckAny(L, 1)
	f := luahost.ServiceOf(L).Lua().Globals().RawGetString("pcall")
	return lua54.CallArgs(L, f, 1, lua.MultRet)
}
