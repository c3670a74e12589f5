package skynet

import (
	"fmt"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/luahost/pack"
)

// The protocol "debug": what each service answers whoever asks about it (the
// console, the launcher).

var debugCommands = map[string]func(lib *library, L *luahost.State) int{
	"MEM": func(_ *library, L *luahost.State) int {
		return reply(L, lua54.Flt(float64(lua54.MemUsed(L))/1024))
	},
	"GC": collect,
	"STAT": func(lib *library, L *luahost.State) int {
		t := lua54.NewTable(0, 4)
		for _, what := range []string{"task", "mqlen", "cpu", "message"} {
			t.RawSetString(what, figure(lib.s, what))
		}
		return reply(L, t)
	},
	"KILLTASK": func(lib *library, L *luahost.State) int {
		name := lua54.CheckStr(L, 1)
		if killThread(L) == 0 {
			lib.s.Log(fmt.Sprintf("Kill %s : Not found", name))
			return reply(L, lua.LString("Not found"))
		}
		lib.s.Log("Kill " + L.Get(-1).String())
		return reply(L)
	},
	"TASK": func(_ *library, L *luahost.State) int {
		if L.Get(1) != lua.LNil {
			if task(L) == 0 {
				return reply(L)
			}
			return reply(L, L.Get(-1))
		}
		t := lua54.NewTable(0, 0)
		L.SetTop(0)
		L.Push(t)
		task(L)
		return reply(L, t)
	},
	"UNIQTASK": func(_ *library, L *luahost.State) int {
		uniqTask(L)
		return reply(L, L.Get(-1))
	},
	"INFO": func(lib *library, L *luahost.State) int {
		if lib.info == nil {
			return reply(L, lua.LNil)
		}
		n := L.GetTop()
		lua54.CallArgs(L, lib.info, 1, lua.MultRet)
		return reply(L, lua54.Args(L, n+1)...)
	},
	"EXIT": func(_ *library, L *luahost.State) int { return exit(L) },
	"RUN":  runCode,
	"TERM": func(_ *library, L *luahost.State) int { return term(L) },
	"REMOTEDEBUG": func(_ *library, L *luahost.State) int {
		lua54.Errorf(L, "the debug command REMOTEDEBUG is not supported by luaws")
		return 0
	},
	"SUPPORT": func(lib *library, L *luahost.State) int {
		p, ok := lib.protocols().RawGet(L.Get(1)).(*protocol)
		return reply(L, lua.LBool(ok && field(p, "dispatch") != lua.LNil))
	},
	"PING": func(_ *library, L *luahost.State) int { return reply(L) },
	"LINK": func(_ *library, L *luahost.State) int { // answered with an error when the service ends
		L.SetTop(0)
		response(L)
		return 0
	},
	"TRACELOG": func(lib *library, L *luahost.State) int {
		proto, flag := L.Get(1), L.Get(2)
		if proto.Type() != lua.LTString {
			proto, flag = lua.LString("lua"), proto
		}
		lib.s.Log(fmt.Sprintf("Turn trace log %s for %s", lua54.ToString(L, flag), proto.String()))
		L.SetTop(0)
		lua54.Push(L, proto, flag)
		traceProto(L)
		return reply(L)
	},
}

// debugDispatch(session, source, command, ...) is the handler of "debug".
var debugDispatch = &lua.LFunction{IsG: true}

func init() { debugDispatch.GFunction = dispatchDebug }

func dispatchDebug(L *luahost.State) int {
	lib := libraryOf(luahost.ServiceOf(L))
	name := lua.LVAsString(L.Get(3))
	args := lua54.Args(L, 4)
	L.SetTop(0)
	if f := debugCommands[name]; f != nil {
		lua54.Push(L, args...)
		f(lib, L)
		return 0
	}
	f := lib.commands[name]
	if f == nil {
		lua54.Errorf(L, "no debug command '%s'", name)
	}
	lua54.Push(L, f)
	lua54.Push(L, args...)
	lua54.Call(L, len(args), 0)
	return 0
}

// reply answers the request of the running task with values.
func reply(L *luahost.State, vals ...lua.LValue) int {
	r := current(L)
	if r == nil || !r.open || r.session == 0 {
		return 0
	}
	L.SetTop(0)
	lua54.Push(L, vals...)
	r.answer(pack.Copy(L, 1))
	return 0
}

// collect is the command GC.
func collect(lib *library, L *luahost.State) int {
	if lib.gcing {
		return 0
	}
	lib.gcing = true
	defer func() { lib.gcing = false }()
	before, began := lua54.MemUsed(L), lib.s.Host().Now()
	lua54.Collect(L, 100*time.Millisecond)
	L.SetTop(0)
	yield(L) // more such requests may have come
	after, ended := lua54.MemUsed(L), lib.s.Host().Now()
	lib.s.Log(fmt.Sprintf("GC %.2f Kb -> %.2f Kb, cost %.2f sec", float64(before)/1024, float64(after)/1024, float64(ended-began)/100))
	return 0
}

// runCode is the command RUN(source, filename, ...): it answers whether the code
// ran, and what it printed.
func runCode(_ *library, L *luahost.State) int {
	args := lua54.Args(L, 1)
	L.SetTop(0)
	lua54.Push(L, luahost.ServiceOf(L).Lua().Globals().RawGetString("require"), lua.LString("skynet.inject"))
	lua54.Call(L, 1, 1)
	lua54.Push(L, args...)
	lua54.Call(L, len(args), 2)
	return reply(L, L.Get(-2), L.Get(-1))
}

// infoFunc(f) has f called for the debug command INFO.
func infoFunc(L *luahost.State) int {
	lib := libraryOf(luahost.ServiceOf(L))
	if lib.info = L.Get(1); lib.info == lua.LNil {
		lib.info = nil
	}
	return 0
}

// debugModule is skynet.debug.
var debugModule = map[string]lua.LGFunction{
	"init": func(*luahost.State) int { return 0 },
	"reg_debugcmd": func(L *luahost.State) int {
		lib := libraryOf(luahost.ServiceOf(L))
		if lib.commands == nil {
			lib.commands = map[string]lua.LValue{}
		}
		lib.commands[lua54.CheckStr(L, 1)] = lua54.CheckAny(L, 2)
		return 0
	},
}
