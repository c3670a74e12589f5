package lfs

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// Names of the two types of values, as messages have them.
const (
	dirType  = "directory metatable"
	lockType = "lock metatable"
)

// library is what a service has of its own: the metatables.
type library struct{ dirMeta, lockMeta *lua54.Table }

func libraryOf(st *lua54.State) *library {
	s := st.Host.(*luahost.Service)
	return luahost.Kept(s, func() *library {
		return &library{
			dirMeta:  newMeta(dirType, map[string]lua.LGFunction{"next": nextName, "close": closeDir}, closeDir),
			lockMeta: newMeta(lockType, map[string]lua.LGFunction{"free": freeLock}, freeLock),
		}
	})
}

func newMeta(name string, methods map[string]lua.LGFunction, end lua.LGFunction) *lua54.Table {
	index := lua54.NewTable(0, len(methods))
	for name, f := range methods {
		index.RawSetString(name, lua54.NewFunction(f))
	}
	mt := lua54.NewTable(0, 4)
	mt.RawSetString("__name", lua.LString(name))
	mt.RawSetString("__index", index)
	mt.RawSetString("__gc", lua54.NewFunction(end))
	mt.RawSetString("__close", lua54.NewFunction(end))
	return mt
}
