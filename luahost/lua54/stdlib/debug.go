package stdlib

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

func dbGetmetatable(L *lua.LState) int {
	if mt := vm.MetaTable(L, vm.CheckAny(L, 1)); mt != nil {
		L.Push(mt)
	} else {
		L.Push(lua.LNil)
	}
	return 1
}

func dbSetmetatable(L *lua.LState) int {
	v := L.Get(1)
	mt, ok := L.Get(2).(*vm.Table)
	if !ok && (L.GetTop() < 2 || L.Get(2) != lua.LNil) {
		vm.TypeError(L, 2, "nil or table")
	}
	switch x := v.(type) {
	case *vm.Table:
		vm.SetMetatable(L, x, mt)
	case *lua.LUserData:
		x.Metatable = lua.LNil
		if mt != nil {
			x.Metatable = mt
		}
	case *file:
		libOf(L).fileMeta = mt // all files have one metatable
	default:
		vm.StateOf(L).SetTypeMeta(v.Type(), mt)
	}
	L.Push(v)
	return 1
}

// dbGetregistry gives a table of the state that scripts can't reach otherwise.
func dbGetregistry(L *lua.LState) int {
	l := libOf(L)
	if l.registry == nil {
		l.registry = vm.NewTable(0, 2)
		hooks := vm.NewTable(0, 1) // where C Lua keeps them
		hooks.RawSetString("__mode", lua.LString("k"))
		vm.SetMetatable(L, hooks, hooks)
		l.registry.RawSetString("_HOOKKEY", hooks)
		if pkg, ok := vm.StateOf(L).Globals().RawGetString("package").(*vm.Table); ok {
			l.registry.RawSetString("_LOADED", pkg.RawGetString("loaded"))
		}
	}
	L.Push(l.registry)
	return 1
}

// Userdata have no user values here.

func dbGetuservalue(L *lua.LState) int {
	vm.OptInt(L, 2, 1)
	L.Push(lua.LNil)
	return 1
}

func dbSetuservalue(L *lua.LState) int {
	vm.OptInt(L, 3, 1)
	v := L.Get(1)
	_, light := v.(vm.Light)
	_, id := v.(pointerID)
	if light || id || v.Type() != lua.LTUserData {
		vm.TypeError(L, 1, "userdata")
	}
	vm.CheckAny(L, 2)
	L.Push(lua.LNil)
	return 1
}

func dbGetlocal(L *lua.LState) int {
	co, shift := threadArg(L)
	n := vm.CheckInt(L, shift+2)
	if f, ok := L.Get(shift + 1).(*lua.LFunction); ok {
		if f.IsG || n < 1 || n > int64(f.Proto.NumParameters) {
			L.Push(lua.LNil)
		} else {
			L.Push(lua.LString(f.Proto.DbgLocals[n-1].Name))
		}
		return 1
	}
	frame := levelArg(L, co, shift+1)
	name, v := frame.Local(clampInt(n))
	if name == "" {
		L.Push(lua.LNil)
		return 1
	}
	L.Push(lua.LString(name))
	L.Push(v)
	return 2
}

func dbSetlocal(L *lua.LState) int {
	co, shift := threadArg(L)
	level, n := vm.CheckInt(L, shift+1), vm.CheckInt(L, shift+2)
	frame, ok := frameAt(L, co, level)
	if !ok {
		vm.ArgError(L, shift+1, "level out of range")
	}
	name := frame.SetLocal(clampInt(n), vm.CheckAny(L, shift+3))
	if name == "" {
		L.Push(lua.LNil)
	} else {
		L.Push(lua.LString(name))
	}
	return 1
}

func levelArg(L *lua.LState, co *vm.Coroutine, arg int) vm.Frame {
	frame, ok := frameAt(L, co, vm.CheckInt(L, arg))
	if !ok {
		vm.ArgError(L, arg, "level out of range")
	}
	return frame
}

// clampInt is for numbers of variables: no function has so many.
func clampInt(n int64) int { return int(min(max(n, -1<<30), 1<<30)) }

func dbSetcstacklimit(L *lua.LState) int {
	vm.CheckInt(L, 1)
	pushInt(L, 200)
	return 1
}

// dbDebug runs the lines of stdin until "cont".
func dbDebug(L *lua.LState) int {
	l := libOf(L)
	out, in := l.standard(2), l.standard(0)
	for {
		_ = out.write([]byte("lua_debug> "))
		n := readArgs(L, in, nil, 1)
		line, ok := L.Get(-n).(lua.LString)
		L.Pop(n)
		if !ok || strings.TrimSpace(string(line)) == "cont" {
			return 0
		}
		f, msg := loadChunk(L, string(line), "=(debug command)", "t")
		if msg == "" {
			L.Push(f)
			if e, ok := vm.PCall(L, 0, 0, nil); !ok {
				msg = vm.ToString(L, e)
			}
		}
		if msg != "" {
			_ = out.write([]byte(msg + "\n"))
		}
	}
}
