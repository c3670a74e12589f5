package vm

import (
	"fmt"
	"runtime/debug"

	lua "github.com/yuin/gopher-lua"
)

// guard is one protected call.
type guard struct {
	handler lua.LValue // xpcall's, or nil
	bottom  bool       // of a fiber: nothing catches what it catches
	prev    *guard
}

// PCall calls the function below the nargs arguments on the stack, protected.
// Results take the place of function and arguments if ok; they are gone if not.
// handler, if not nil, is called with the error where it is raised, and gives
// the error that is returned.
func PCall(L *lua.LState, nargs, nret int, handler lua.LValue) (err lua.LValue, ok bool) {
	t := threadOf(L)
	if e := t.protect(nargs, nret, &guard{handler: handler, prev: t.guard}); e != nil {
		return e.Value, false
	}
	return nil, true
}

// ProtectedCall is what pcall and xpcall do with the call on the stack: true
// and the results, or false and the error. It returns how many values these are.
func ProtectedCall(L *lua.LState, nargs int, handler lua.LValue) int {
	t := threadOf(L)
	at := t.reg.top - nargs - 1
	err, ok := PCall(L, nargs, lua.MultRet, handler)
	if !ok {
		return Push(L, lua.LFalse, err)
	}
	rg := t.reg
	t.grow(rg.top + 1 + slack)
	copy(rg.array[at+1:rg.top+1], rg.array[at:rg.top])
	rg.array[at] = lua.LTrue
	rg.top++
	return rg.top - at
}

// pcall is PCall for all results.

func (t *thread) pcall(nargs int, handler lua.LValue) (lua.LValue, bool) {
	if e := t.protect(nargs, lua.MultRet, &guard{handler: handler, prev: t.guard}); e != nil {
		return e.Value, false
	}
	return nil, true
}

// protect is a call that puts the thread back to where it was if it fails.
func (t *thread) protect(nargs, nret int, g *guard) *Error {
	frame, sp, base := t.currentFrame, t.frames.sp, t.reg.top-nargs-1
	goCalls, handling := t.goCalls, t.handling
	old := t.guard
	e := t.try(nargs, nret, g)
	t.guard = old
	if e == nil {
		return nil
	}
	t.currentFrame, t.frames.sp = frame, sp
	t.goCalls, t.handling = goCalls, handling
	t.reg.top = base
	if t.hasTBC(base) {
		if v := t.closeAfter(base, e.Value); v != e.Value {
			e = &Error{Value: v}
		}
	}
	t.closeUpvalues(base)
	t.reg.top = base
	return e
}

// try calls, and catches what is raised, but for unwinding.
func (t *thread) try(nargs, nret int, g *guard) (e *Error) {
	t.guard = g
	done := false
	defer func() {
		if done {
			return
		}
		switch r := recover().(type) {
		case *Error:
			e = r
		case *unwind:
			panic(r)
		case *lua.ApiError:
			e = &Error{Value: r.Object}
		default: // a bug in a Go function
			e = &Error{Value: lua.LString(fmt.Sprint(r)), Traceback: string(debug.Stack())}
		}
	}()
	t.call(nargs, nret)
	done = true
	return nil
}
