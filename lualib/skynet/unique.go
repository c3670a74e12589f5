package skynet

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// uniqueService(name, ...) returns the address of the one service of that name;
// it makes it if there is none. uniqueService(true, name, ...) is for all nodes.
func uniqueService(L *luahost.State) int { return askManager(L, "LAUNCH", "GLAUNCH") }

// queryService(name) blocks until there is such a service.
func queryService(L *luahost.State) int { return askManager(L, "QUERY", "GQUERY") }

// askManager asks .service, and raises the error that it returns.
func askManager(L *luahost.State, local, global string) int {
	command, args := local, lua54.Args(L, 1)
	if len(args) > 0 && args[0] == lua.LTrue {
		command, args = global, args[1:]
	}
	if len(args) == 0 {
		lua54.ArgError(L, 1, "the name of a service is needed")
	}
	return lua54.Push(L, lua54.Int(int64(manage(L, command, args...))))
}

func manage(L *luahost.State, command string, args ...lua.LValue) uint32 {
	lua54.Push(L, callFunction, lua.LString(".service"), lua.LString("lua"), lua.LString(command))
	lua54.Push(L, args...)
	lua54.Call(L, 3+len(args), 2)
	addr, failure := L.Get(-2), L.Get(-1)
	L.Pop(2)
	n, ok := lua54.ToInt(addr)
	if !ok {
		lua54.Raise(L, failure)
	}
	return uint32(n)
}

// monitor(name, query) has the unique service of that name, which it makes
// unless query is true, told of each service that ends, and returns its address.
func monitor(L *luahost.State) int {
	name := lua.LString(lua54.CheckStr(L, 1))
	command := "GLAUNCH"
	if lua.LVAsBool(L.Get(2)) {
		command = "GQUERY"
	}
	addr := manage(L, command, name)
	luahost.ServiceOf(L).Host().SetMonitor(addr)
	return lua54.Push(L, lua54.Int(int64(addr)))
}

var callFunction = lua54.NewFunction(call)
