package stdlib

import (
	"fmt"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// A function's globals are no upvalue here. The functions below show them as the
// last one, _ENV, where C Lua would have it.

const envName = "_ENV"

// pointerID is a light userdata: equal for equal addresses.
type pointerID struct{ p unsafe.Pointer }

func (id pointerID) String() string       { return fmt.Sprintf("userdata: %p", id.p) }
func (id pointerID) Type() lua.LValueType { return lua.LTUserData }

// TypeName is what messages call it.
func (id pointerID) TypeName() string { return "light userdata" }

// noName stands for the name of an upvalue of a function written in Go, which
// scripts see as "".
const noName = "\x00"

// newClosure makes a function that keeps something. It shows one upvalue, as a C
// closure does.
func newClosure(f lua.LGFunction) *lua.LFunction {
	return &lua.LFunction{IsG: true, GFunction: f, Upvalues: goUpvalues}
}

// goUpvalues is shared by all closures of the library and never written to.
var goUpvalues = func() []*lua.Upvalue {
	u := &lua.Upvalue{}
	u.Close()
	u.SetValue(lua.LNil)
	return []*lua.Upvalue{u}
}()

// upvalueArgs are a function and the number of one of its upvalues; name "": there is none.
func upvalueArgs(L *lua.LState, arg int) (f *lua.LFunction, n int, name string) {
	i := vm.CheckInt(L, arg+1)
	f, ok := L.Get(arg).(*lua.LFunction)
	if !ok {
		vm.TypeError(L, arg, "function")
	}
	if i < 1 || i > int64(upvalueCount(f)) {
		return f, 0, ""
	}
	n = int(i)
	switch {
	case f.IsG:
		name = noName
	case n > len(f.Upvalues):
		name = envName
	case n <= len(f.Proto.DbgUpvalues):
		name = f.Proto.DbgUpvalues[n-1]
	default:
		name = "(no name)"
	}
	return f, n, name
}

// upvalueCount counts the upvalues of f, with _ENV.
func upvalueCount(f *lua.LFunction) int {
	n := len(f.Upvalues)
	if !f.IsG && vm.UsesEnv(f.Proto) {
		n++
	}
	return n
}

func dbGetupvalue(L *lua.LState) int {
	f, n, name := upvalueArgs(L, 1)
	if name == "" {
		return 0
	}
	if name == noName {
		L.Push(emptyString)
		L.Push(lua.LNil)
		return 2
	}
	L.Push(lua.LString(name))
	L.Push(upvalueValue(f, n))
	return 2
}

func upvalueValue(f *lua.LFunction, n int) lua.LValue {
	if n > len(f.Upvalues) {
		return vm.Env(f)
	}
	return f.Upvalues[n-1].Value()
}

func dbSetupvalue(L *lua.LState) int {
	v := vm.CheckAny(L, 3)
	f, n, name := upvalueArgs(L, 1)
	if name == "" {
		return 0
	}
	if name == noName {
		L.Push(emptyString)
		return 1
	}
	setUpvalue(f, n, v)
	L.Push(lua.LString(name))
	return 1
}

func setUpvalue(f *lua.LFunction, n int, v lua.LValue) {
	if n > len(f.Upvalues) {
		vm.SetEnv(f, v)
		return
	}
	f.Upvalues[n-1].SetValue(v)
}

func dbUpvalueid(L *lua.LState) int {
	f, n, name := upvalueArgs(L, 1)
	switch {
	case name == "":
		L.Push(lua.LNil)
	case n > len(f.Upvalues):
		L.Push(pointerID{unsafe.Pointer(f.Env)})
	default:
		L.Push(pointerID{unsafe.Pointer(f.Upvalues[n-1])})
	}
	return 1
}

func dbUpvaluejoin(L *lua.LState) int {
	f, i, name := upvalueArgs(L, 1)
	if name == "" {
		vm.ArgError(L, 2, "invalid upvalue index")
	}
	g, j, name := upvalueArgs(L, 3)
	if name == "" {
		vm.ArgError(L, 4, "invalid upvalue index")
	}
	if f.IsG {
		vm.ArgError(L, 1, "Lua function expected")
	}
	if g.IsG {
		vm.ArgError(L, 3, "Lua function expected")
	}
	if i > len(f.Upvalues) || j > len(g.Upvalues) {
		setUpvalue(f, i, upvalueValue(g, j)) // globals can't be shared with a variable
	} else {
		f.Upvalues[i-1] = g.Upvalues[j-1]
	}
	return 0
}
