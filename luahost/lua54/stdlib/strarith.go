package stdlib

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// Arithmetic on strings is done by metamethods of the string metatable, as in
// C Lua: a script may see and replace them.

// stringArith makes the metamethod of one operator.
func stringArith(event string, op func(L *lua.LState, a, b lua.LValue) lua.LValue) lua.LGFunction {
	return func(L *lua.LState) int {
		a, b := L.Get(1), L.Get(2)
		x, y := asNumber(a), asNumber(b)
		if x != lua.LNil && y != lua.LNil {
			L.Push(op(L, x, y))
			return 1
		}
		h := vm.Meta(L, b, event)
		if b.Type() == lua.LTString || h == lua.LNil {
			vm.Errorf(L, "attempt to %s a '%s' with a '%s'", event[2:], a.Type(), b.Type())
		}
		L.Push(h)
		L.Push(a)
		L.Push(b)
		vm.Call(L, 2, 1)
		return 1
	}
}

// asNumber is v, or what it stands for as a string; nil if it is no number.
func asNumber(v lua.LValue) lua.LValue {
	switch x := v.(type) {
	case lua.LString:
		return parseNumber(string(x))
	default:
		if v.Type() == lua.LTNumber {
			return v
		}
	}
	return lua.LNil
}
