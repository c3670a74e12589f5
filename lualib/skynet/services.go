package skynet

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// hostFunctions are for the services that luaws brings along (luaws.services).
var hostFunctions = map[string]lua.LGFunction{"list": listServices, "named": named}

// listServices returns a table of what has made each service, by address.
func listServices(L *luahost.State) int {
	all := luahost.ServiceOf(L).Host().Services()
	t := lua54.NewTable(0, len(all))
	for _, s := range all {
		lua54.Charge(L, len(s.Command()))
		t.RawSet(lua54.Int(int64(s.Addr())), lua.LString(s.Command()))
	}
	return lua54.Push(L, t)
}

// named finds the address of a name, or nothing.
func named(L *luahost.State) int {
	addr, ok := luahost.ServiceOf(L).Host().Lookup(lua54.CheckStr(L, 1))
	if !ok {
		return 0
	}
	return lua54.Push(L, lua54.Int(int64(addr)))
}

// codecache is the module skynet.codecache.
var codecache = map[string]lua.LGFunction{"clear": clearCode, "mode": codeMode}

// clearCode has files read again by those who load them from now on.
func clearCode(L *luahost.State) int {
	luahost.ServiceOf(L).Host().ForgetFiles()
	return 0
}

var cacheModes = map[luahost.CacheMode]string{luahost.CacheOn: "ON", luahost.CacheOff: "OFF", luahost.CacheExist: "EXIST"}

// codeMode() returns the mode, codeMode(mode) sets it for this service.
func codeMode(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	if L.Get(1) == lua.LNil {
		return lua54.Push(L, lua.LString(cacheModes[s.CacheMode()]))
	}
	name := lua54.CheckStr(L, 1)
	for mode, text := range cacheModes {
		if text == name {
			s.SetCacheMode(mode)
			return 0
		}
	}
	lua54.ArgError(L, 1, "invalid option '"+name+"'")
	return 0
}
