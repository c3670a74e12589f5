package stdlib

import (
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/syntax"
	"github.com/luaws/luaws/luahost/lua54/vm"
)

func basePrint(L *lua.LState) int {
	var out []byte
	for i := 1; i <= L.GetTop(); i++ {
		if i > 1 {
			out = append(out, '\t')
		}
		out = append(out, vm.ToString(L, L.Get(i))...)
	}
	_ = libOf(L).standard(1).write(append(out, '\n'))
	return 0
}

func baseType(L *lua.LState) int {
	L.Push(typeNames[vm.CheckAny(L, 1).Type()])
	return 1
}

// typeNames are boxed once.
var typeNames = func() (t [lua.LTChannel + 1]lua.LValue) {
	for i := range t {
		t[i] = lua.LString(lua.LValueType(i).String())
	}
	return
}()

func baseTostring(L *lua.LState) int {
	v := vm.CheckAny(L, 1)
	var room [32]byte
	switch x := v.(type) {
	case lua.LString:
		L.Push(v)
	case *vm.SmallInt:
		pushText(L, strconv.AppendInt(room[:0], x.Int(), 10))
	default:
		if b, ok := vm.AppendStr(room[:0], v); ok {
			pushText(L, b)
		} else {
			L.Push(lua.LString(vm.ToString(L, v)))
		}
	}
	return 1
}

func baseTonumber(L *lua.LState) int {
	if L.Get(2) != lua.LNil {
		return tonumberBase(L)
	}
	v := vm.CheckAny(L, 1)
	switch x := v.(type) {
	case lua.LString:
		L.Push(parseNumber(string(x)))
	default:
		if v.Type() != lua.LTNumber {
			v = lua.LNil
		}
		L.Push(v)
	}
	return 1
}

// parseNumber is the number that s stands for, or nil.
func parseNumber(s string) lua.LValue {
	switch i, f, kind := syntax.ParseNumber(s); kind {
	case 1:
		return vm.Int(i)
	case 2:
		return vm.Flt(f)
	}
	return lua.LNil
}

func tonumberBase(L *lua.LState) int {
	base := vm.CheckInt(L, 2)
	text, ok := L.Get(1).(lua.LString)
	if !ok {
		vm.TypeError(L, 1, "string")
	}
	if base < 2 || base > 36 {
		vm.ArgError(L, 2, "base out of range")
	}
	s := strings.Trim(string(text), " \t\n\v\f\r")
	neg := strings.HasPrefix(s, "-")
	if neg || strings.HasPrefix(s, "+") {
		s = s[1:]
	}
	var n int64
	ok = s != ""
	for i := 0; i < len(s) && ok; i++ {
		d := int64(99)
		switch c := int64(s[i]); {
		case isDigit(int(c)):
			d = c - '0'
		case isAlpha(int(c)):
			d = c | 0x20 - 'a' + 10
		}
		ok = d < base
		n = n*base + d
	}
	if neg {
		n = -n
	}
	if ok {
		L.Push(vm.Int(n))
	} else {
		L.Push(lua.LNil)
	}
	return 1
}

func baseAssert(L *lua.LState) int {
	if lua.LVAsBool(L.Get(1)) {
		return L.GetTop()
	}
	vm.CheckAny(L, 1)
	var msg lua.LValue = lua.LString("assertion failed!")
	if L.GetTop() > 1 {
		msg = L.Get(2)
	}
	raise(L, msg, 1)
	return 0
}

func baseError(L *lua.LState) int {
	raise(L, L.Get(1), int(vm.OptInt(L, 2, 1)))
	return 0
}

// raise raises v; a string gets the position of the given level.
func raise(L *lua.LState, v lua.LValue, level int) {
	if s, ok := v.(lua.LString); ok && level > 0 {
		v = lua.LString(vm.Where(L, level)) + s
	}
	vm.Raise(L, v)
}

func baseSelect(L *lua.LState) int {
	n := int64(L.GetTop())
	if s, ok := L.Get(1).(lua.LString); ok && strings.HasPrefix(string(s), "#") {
		L.Push(vm.Int(n - 1))
		return 1
	}
	i := vm.CheckInt(L, 1)
	if i < 0 {
		i += n
	} else if i > n {
		i = n
	}
	if i < 1 {
		vm.ArgError(L, 1, "index out of range")
	}
	return int(n - i)
}

func baseRawequal(L *lua.LState) int {
	L.Push(lua.LBool(vm.RawEq(vm.CheckAny(L, 1), vm.CheckAny(L, 2))))
	return 1
}

func baseRawlen(L *lua.LState) int {
	switch v := L.Get(1).(type) {
	case *vm.Table:
		pushInt(L, v.Len())
	case lua.LString:
		pushInt(L, len(v))
	default:
		vm.TypeError(L, 1, "table or string")
	}
	return 1
}

func baseRawget(L *lua.LState) int {
	t, k := vm.CheckTable(L, 1), vm.CheckAny(L, 2)
	L.Push(t.RawGet(vm.Key(k)))
	return 1
}

func baseRawset(L *lua.LState) int {
	t, k, v := vm.CheckTable(L, 1), vm.CheckAny(L, 2), vm.CheckAny(L, 3)
	vm.RawSet(L, t, vm.Key(k), v)
	L.Push(t)
	return 1
}

func baseGetmetatable(L *lua.LState) int {
	mt := vm.MetaTable(L, vm.CheckAny(L, 1))
	if mt == nil {
		L.Push(lua.LNil)
	} else if v := mt.RawGetString("__metatable"); v != lua.LNil {
		L.Push(v)
	} else {
		L.Push(mt)
	}
	return 1
}

func baseSetmetatable(L *lua.LState) int {
	t := vm.CheckTable(L, 1)
	mt, ok := L.Get(2).(*vm.Table)
	if !ok && (L.GetTop() < 2 || L.Get(2) != lua.LNil) {
		vm.TypeError(L, 2, "nil or table")
	}
	if old := t.Metatable(); old != nil && old.RawGetString("__metatable") != lua.LNil {
		vm.Errorf(L, "cannot change a protected metatable")
	}
	vm.SetMetatable(L, t, mt)
	L.Push(t)
	return 1
}

func basePairs(L *lua.LState) int {
	v := vm.CheckAny(L, 1)
	if h := vm.Meta(L, v, "__pairs"); h != lua.LNil {
		L.Push(h)
		L.Push(v)
		vm.Call(L, 1, 3)
		return 3
	}
	L.Push(vm.Next)
	L.Push(v)
	L.Push(lua.LNil)
	return 3
}

func baseIpairs(L *lua.LState) int {
	v := vm.CheckAny(L, 1)
	L.Push(vm.IpairsNext)
	L.Push(v)
	pushInt(L, 0)
	return 3
}

func basePcall(L *lua.LState) int {
	vm.CheckAny(L, 1)
	return vm.ProtectedCall(L, nil)
}

func baseXpcall(L *lua.LState) int {
	h := L.Get(2)
	if h.Type() != lua.LTFunction {
		vm.TypeError(L, 2, "function")
	}
	f, args := L.Get(1), vm.Args(L, 3)
	L.SetTop(0)
	L.Push(f)
	vm.Push(L, args...)
	return vm.ProtectedCall(L, h)
}
