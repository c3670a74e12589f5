package luahost

import (
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// Library makes a module of Go functions, and of values besides, which must be
// no tables. Its table is made when the first service asks for it, and shared by
// all until one writes to its own.
func Library(fns map[string]lua.LGFunction, values map[string]lua.LValue) Module {
	table := sync.OnceValue(func() *lua54.Shared {
		t := lua54.NewTable(0, len(fns)+len(values))
		for name, f := range fns {
			t.RawSet(lua54.Constant(name), lua54.NewFunction(f))
		}
		for name, v := range values {
			t.RawSet(lua54.Constant(name), v)
		}
		return lua54.Share(t)
	})
	return Module{Open: func(*Service, *State) lua.LValue { return table().Copy() }, Alike: true}
}

// CoreLibrary is a Library that comes before a project's file of its name.
func CoreLibrary(fns map[string]lua.LGFunction, values map[string]lua.LValue) Module {
	m := Library(fns, values)
	m.Core = true
	return m
}
