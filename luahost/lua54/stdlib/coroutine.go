package stdlib

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

func checkCoroutine(L *lua.LState) *vm.Coroutine {
	co, ok := L.Get(1).(*vm.Coroutine)
	if !ok {
		vm.TypeError(L, 1, "thread")
	}
	return co
}

func newCoroutine(L *lua.LState) *vm.Coroutine {
	f, ok := L.Get(1).(*lua.LFunction)
	if !ok {
		vm.TypeError(L, 1, "function")
	}
	return vm.NewCoroutine(L, f)
}

func coCreate(L *lua.LState) int {
	L.Push(newCoroutine(L))
	return 1
}

func coResume(L *lua.LState) int {
	ok, vals := vm.Resume(L, checkCoroutine(L), vm.Args(L, 2))
	L.Push(lua.LBool(ok))
	return 1 + vm.Push(L, vals...)
}

func coYield(L *lua.LState) int { return vm.Push(L, vm.Yield(L, vm.Args(L, 1))...) }

// coWrap gives a function that resumes; an error in the coroutine closes it and
// goes on to the caller, a text with the caller's position in front.
func coWrap(L *lua.LState) int {
	co := newCoroutine(L)
	L.Push(newClosure(func(L *lua.LState) int {
		ok, vals := vm.Resume(L, co, vm.Args(L, 1))
		if ok {
			return vm.Push(L, vals...)
		}
		e := vals[0]
		if co.Status(L) == "dead" {
			if ok, v := vm.Close(L, co); !ok {
				e = v
			}
		}
		raise(L, e, 1)
		return 0
	}))
	return 1
}

func coStatus(L *lua.LState) int {
	L.Push(lua.LString(checkCoroutine(L).Status(L)))
	return 1
}

func coIsyieldable(L *lua.LState) int {
	if L.GetTop() == 0 {
		L.Push(lua.LBool(vm.IsYieldable(L)))
		return 1
	}
	co := checkCoroutine(L)
	cur, main := vm.Running(L)
	L.Push(lua.LBool(co != cur || !main)) // no other thread is the main one while it does not run
	return 1
}

func coRunning(L *lua.LState) int {
	co, main := vm.Running(L)
	L.Push(co)
	L.Push(lua.LBool(main))
	return 2
}

func coClose(L *lua.LState) int {
	co := checkCoroutine(L)
	if ok, e := vm.Close(L, co); !ok {
		L.Push(lua.LFalse)
		L.Push(e)
		return 2
	}
	L.Push(lua.LTrue)
	return 1
}
