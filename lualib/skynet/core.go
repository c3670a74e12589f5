package skynet

import (
	"fmt"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// core is skynet.core, which some projects call directly.
var core = map[string]lua.LGFunction{
	"send": coreSend, "redirect": coreRedirect, "genid": genID, "callback": setCallback,
	"command": command, "intcommand": intCommand, "addresscommand": addressCommand,
	"error": logError, "trace": traceLog, "harbor": harbor,
	"tostring": toString, "packstring": packString, "trash": trash,
	"now": now, "hpc": hpc,
}

// coreSend(address, type, session, msg, sz): a session of nil makes a new one,
// which is returned. Its answer is a message of type 1.
func coreSend(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	return post(L, destinationOf(L, 1), luahost.Message{
		Type: int(lua54.CheckInt(L, 2)) & 0xff, Source: s.Addr(), Session: sessionOf(L, 3), Body: parcelOf(L, L.Get(4), L.Get(5)),
	})
}

// coreRedirect(address, source, type, session, msg, sz)
func coreRedirect(L *luahost.State) int {
	source := uint32(lua54.CheckInt(L, 2))
	if source == 0 {
		source = luahost.ServiceOf(L).Addr()
	}
	return post(L, destinationOf(L, 1), luahost.Message{
		Type: int(lua54.CheckInt(L, 3)) & 0xff, Source: source, Session: sessionOf(L, 4), Body: parcelOf(L, L.Get(5), L.Get(6)),
	})
}

// sessionOf is argument n, a session; a new one if it is nil.
func sessionOf(L *luahost.State, n int) int {
	if L.Get(n) == lua.LNil {
		return libraryOf(luahost.ServiceOf(L)).newSession()
	}
	return int(int32(lua54.CheckInt(L, n)))
}

// A command takes and gives text, as in C (skynet_server.c, cmd_funcs); ok is
// false for no result.
var commands = map[string]func(L *luahost.State, param string) (result string, ok bool){
	"TIMEOUT": func(L *luahost.State, param string) (string, bool) {
		s := luahost.ServiceOf(L)
		n := libraryOf(s).newSession()
		L.SetTop(0)
		L.Push(lua.LString(param))
		s.After(ticks(L, 1), func() {
			libraryOf(s).receive(&luahost.Message{Type: luahost.TypeResponse, Session: n})
		})
		return strconv.Itoa(n), true
	},
	"REG": func(L *luahost.State, param string) (string, bool) {
		s := luahost.ServiceOf(L)
		if param == "" {
			return fmt.Sprintf(":%x", s.Addr()), true
		}
		setName(L, s, param, s.Addr())
		return strings.TrimPrefix(param, "."), true
	},
	"QUERY": func(L *luahost.State, param string) (string, bool) {
		if !strings.HasPrefix(param, ".") {
			return "", false
		}
		addr, ok := lookup(luahost.ServiceOf(L).Host(), param)
		return fmt.Sprintf(":%x", addr), ok
	},
	"NAME": func(L *luahost.State, param string) (string, bool) {
		name, handle, _ := strings.Cut(param, " ")
		if !strings.HasPrefix(handle, ":") || hexAddress(handle[1:]) == 0 {
			return "", false
		}
		setName(L, luahost.ServiceOf(L), name, hexAddress(handle[1:]))
		return strings.TrimPrefix(name, "."), true
	},
	"EXIT": func(L *luahost.State, _ string) (string, bool) {
		exit(L)
		return "", false
	},
	"KILL":   withArgument(kill),
	"LAUNCH": launchCommand,
	"GETENV": func(L *luahost.State, param string) (string, bool) {
		return luahost.ServiceOf(L).Host().Getenv(param)
	},
	"SETENV": func(L *luahost.State, param string) (string, bool) {
		key, value, _ := strings.Cut(param, " ")
		if !luahost.ServiceOf(L).Host().Setenv(key, value) {
			lua54.Errorf(L, "Can't setenv exist key : %s", key)
		}
		return "", false
	},
	"STARTTIME": func(L *luahost.State, _ string) (string, bool) {
		return strconv.FormatInt(luahost.ServiceOf(L).Host().StartTime(), 10), true
	},
	"ABORT": func(L *luahost.State, _ string) (string, bool) {
		abort(L)
		return "", false
	},
	"MONITOR": monitorCommand,
	"STAT": func(L *luahost.State, param string) (string, bool) {
		text, ok := lua54.Str(figure(luahost.ServiceOf(L), param))
		return text, ok
	},
	"LOGON":  noCommand("LOGON: luaws writes no log of messages"),
	"LOGOFF": noCommand("LOGOFF: luaws writes no log of messages"),
	"SIGNAL": signal,
}

// signal ends the task that a service runs now, or runs next (signal 0).
func signal(L *luahost.State, param string) (string, bool) {
	name, number, _ := strings.Cut(param, " ")
	h := luahost.ServiceOf(L).Host()
	addr, ok := addressOf(h, lua.LString(name))
	s := h.Service(addr)
	if !ok || s == nil {
		return "", false
	}
	n, _ := strconv.ParseInt(number, 0, 32)
	s.Log(fmt.Sprintf("recv a signal %d", n))
	if n == 0 {
		s.Interrupt("signal 0")
	}
	return "", false
}

func noCommand(text string) func(L *luahost.State, param string) (string, bool) {
	return func(L *luahost.State, _ string) (string, bool) {
		lua54.Errorf(L, "skynet.core.command %s", text)
		return "", false
	}
}

// withArgument calls a function of the module with the parameter as argument.
func withArgument(f lua.LGFunction) func(L *luahost.State, param string) (string, bool) {
	return func(L *luahost.State, param string) (string, bool) {
		L.SetTop(0)
		L.Push(lua.LString(param))
		f(L)
		return "", false
	}
}

func launchCommand(L *luahost.State, param string) (string, bool) {
	L.SetTop(0)
	L.Push(lua.LString(param))
	if launchService(L) == 0 {
		return "", false
	}
	addr, ok := lua54.ToInt(L.Get(-1))
	return fmt.Sprintf(":%08X", addr), ok
}

func monitorCommand(L *luahost.State, param string) (string, bool) {
	h := luahost.ServiceOf(L).Host()
	if param == "" {
		addr := h.Monitor()
		return fmt.Sprintf(":%x", addr), addr != 0
	}
	addr, ok := addressOf(h, lua.LString(param))
	if ok {
		h.SetMonitor(addr)
	}
	return "", false
}

// run is argument 1, a command, with argument 2 as its parameter.
func run(L *luahost.State) (result string, ok bool) {
	name, param := lua54.CheckStr(L, 1), ""
	if L.GetTop() >= 2 && L.Get(2) != lua.LNil {
		param = lua54.CheckStr(L, 2)
	}
	f := commands[name]
	if f == nil { // C says nothing
		lua54.Errorf(L, "skynet.core: there is no command '%s'", name)
	}
	return f(L, param)
}

// command(name, parameter) returns text, or nothing.
func command(L *luahost.State) int {
	text, ok := run(L)
	if !ok {
		return 0
	}
	return lua54.Push(L, lua.LString(text))
}

// intCommand is command for a number.
func intCommand(L *luahost.State) int {
	text, ok := run(L)
	if !ok {
		return 0
	}
	if i, ok := lua54.ToInt(lua.LString(text)); ok && !strings.ContainsAny(text, ".eE") {
		return lua54.Push(L, lua54.Int(i))
	}
	f, ok := lua54.ToFlt(lua.LString(text))
	if !ok {
		lua54.Errorf(L, "Invalid result %s", text)
	}
	return lua54.Push(L, lua54.Flt(f))
}

// addressCommand is command for an address.
func addressCommand(L *luahost.State) int {
	text, ok := run(L)
	if !ok || !strings.HasPrefix(text, ":") {
		return 0
	}
	return lua54.Push(L, lua54.Int(int64(hexAddress(text[1:]))))
}
