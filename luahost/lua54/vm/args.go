package vm

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"
)

// Call is L.Call for any callable value: nargs arguments are on the stack, the
// function below them; nret may be lua.MultRet.
func Call(L *lua.LState, nargs, nret int) { threadOf(L).call(nargs, nret) }

// Call2 is f(a, b) for one result.
func Call2(L *lua.LState, f, a, b lua.LValue) lua.LValue { return threadOf(L).call1(f, a, b) }

// Args are the arguments from number from on.
func Args(L *lua.LState, from int) []lua.LValue {
	n := L.GetTop()
	if n < from {
		return nil
	}
	t := threadOf(L)
	lb := t.currentFrame.LocalBase
	return append([]lua.LValue(nil), t.reg.array[lb+from-1:lb+n]...)
}

// CallArgs calls f with the arguments from number from on, and returns how many
// results are on the stack.
func CallArgs(L *lua.LState, f lua.LValue, from, nret int) int {
	top := L.GetTop()
	L.Push(f)
	for i := from; i <= top; i++ {
		L.Push(L.Get(i))
	}
	Call(L, max(top-from+1, 0), nret)
	return L.GetTop() - top
}

// Push pushes values and returns their number.
func Push(L *lua.LState, vs ...lua.LValue) int {
	t := threadOf(L)
	rg := t.reg
	t.grow(rg.top + len(vs) + slack)
	copy(rg.array[rg.top:], vs)
	rg.top += len(vs)
	return len(vs)
}

// ArgError raises "bad argument #n to 'f' (msg)". For a method, self isn't counted.
func ArgError(L *lua.LState, n int, msg string) {
	t := threadOf(L)
	what, name := t.functionName(t.currentFrame)
	if what == "method" {
		if n--; n == 0 {
			Errorf(L, "calling '%s' on bad self (%s)", name, msg)
		}
	}
	if name == "" {
		if name = t.globalName(t.currentFrame.Fn); name == "" {
			name = "?"
		}
	}
	Errorf(L, "bad argument #%d to '%s' (%s)", n, name, msg)
}

// TypeError raises ArgError with "want expected, got ...".
func TypeError(L *lua.LState, n int, want string) {
	got := "no value"
	if n <= L.GetTop() {
		v := L.Get(n)
		got = TypeName(L, v)
		if x, ok := v.(named); ok && x.TypeName() == lightName {
			got = lightName
		}
	}
	ArgError(L, n, fmt.Sprintf("%s expected, got %s", want, got))
}

// CheckAny is argument n, which may be nil but not absent.
func CheckAny(L *lua.LState, n int) lua.LValue {
	if n > L.GetTop() {
		ArgError(L, n, "value expected")
	}
	return L.Get(n)
}

// CheckInt is argument n as an integer.
func CheckInt(L *lua.LState, n int) int64 {
	v := L.Get(n)
	if x, ok := v.(*SmallInt); ok {
		return x.Int()
	}
	if i, ok := ToInt(v); ok {
		return i
	}
	if _, _, kind := ToNum(v); kind == Float {
		ArgError(L, n, "number has no integer representation")
	}
	TypeError(L, n, "number")
	return 0
}

// OptInt is CheckInt, or d for a missing or nil argument.
func OptInt(L *lua.LState, n int, d int64) int64 {
	if L.Get(n) == lua.LNil {
		return d
	}
	return CheckInt(L, n)
}

// CheckNum is argument n as a number: see Num.
func CheckNum(L *lua.LState, n int) (int64, float64, int) {
	i, f, kind := ToNum(L.Get(n))
	if kind == NotNumber {
		TypeError(L, n, "number")
	}
	return i, f, kind
}

// CheckFlt is argument n as a float.
func CheckFlt(L *lua.LState, n int) float64 {
	_, f, _ := CheckNum(L, n)
	return f
}

// CheckStr is argument n as a string.
func CheckStr(L *lua.LState, n int) string {
	s, ok := Str(L.Get(n))
	if !ok {
		TypeError(L, n, "string")
	}
	return s
}

// OptStr is CheckStr, or d for a missing or nil argument.
func OptStr(L *lua.LState, n int, d string) string {
	if L.Get(n) == lua.LNil {
		return d
	}
	return CheckStr(L, n)
}

// CheckTable is argument n, which must be a table.
func CheckTable(L *lua.LState, n int) *Table {
	t, ok := L.Get(n).(*Table)
	if !ok {
		TypeError(L, n, "table")
	}
	return t
}

// ToString is luaL_tolstring: the text of any value, by __tostring and __name if it has them.
func ToString(L *lua.LState, v lua.LValue) string {
	if s, ok := Str(v); ok {
		return s
	}
	t := threadOf(L)
	if h := t.metamethod(v, mTostring); h != lua.LNil {
		s, ok := Str(t.call1(h, v, lua.LNil))
		if !ok {
			Errorf(L, "'__tostring' must return a string")
		}
		return s
	}
	switch x := v.(type) {
	case *Table, *lua.LUserData:
		if n := t.typeName(v); n != v.Type().String() {
			return fmt.Sprintf("%s: %p", n, x)
		}
	case *lua.LFunction:
		return fmt.Sprintf("function: %p", x)
	}
	return v.String()
}
