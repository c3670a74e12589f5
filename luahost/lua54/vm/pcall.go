package vm

import (
	"fmt"
	"runtime/debug"

	lua "github.com/yuin/gopher-lua"
)

// guard is one protected call.
type guard struct {
	handler lua.LValue // xpcall's, or nil
	prev    *guard     // nil: nothing but the fiber's end catches more

	// If drive runs it:
	outcome Outcome // of who has asked for it,
	frame   int     // its frame,
	base    int     // the register of the function,
	goCalls int     // and the calls from Go around it
}

// newGuard makes one in the innermost. It is free for the next when it is over.
func (t *thread) newGuard(handler lua.LValue) *guard {
	g := t.spare
	if g == nil {
		g = &guard{}
	}
	t.spare = nil
	g.handler, g.prev = handler, t.guard
	return g
}

func (t *thread) freeGuard(g *guard) {
	*g = guard{}
	t.spare = g
}

// PCall calls the function below the nargs arguments on the stack, protected.
// Results take the place of function and arguments if ok; they are gone if not.
// handler, if not nil, is called with the error where it is raised, and gives
// the error that is returned.
func PCall(L *lua.LState, nargs, nret int, handler lua.LValue) (err lua.LValue, ok bool) {
	t := threadOf(L)
	if e := t.protect(nargs, nret, handler); e != nil {
		return e.Value, false
	}
	return nil, true
}

// pcall is PCall for all results.
func (t *thread) pcall(nargs int, handler lua.LValue) (lua.LValue, bool) {
	if e := t.protect(nargs, lua.MultRet, handler); e != nil {
		return e.Value, false
	}
	return nil, true
}

// protect is a call that puts the thread back to where it was if it fails.
func (t *thread) protect(nargs, nret int, handler lua.LValue) *Error {
	frame, sp, base := t.currentFrame, t.frames.sp, t.reg.top-nargs-1
	goCalls, handling := t.goCalls, t.handling
	old, g := t.guard, t.newGuard(handler)
	e := t.try(nargs, nret, g)
	t.guard = old
	t.freeGuard(g)
	if e == nil {
		return nil
	}
	t.currentFrame, t.frames.sp = frame, sp
	t.goCalls, t.handling = goCalls, handling
	return t.cleanUp(base, e)
}

// cleanUp closes what a failed call has left open in registers base and up. An
// error of that takes e's place.
func (t *thread) cleanUp(base int, e *Error) *Error {
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
		if !done {
			e = caught(recover())
		}
	}()
	t.call(nargs, nret)
	done = true
	return nil
}

// caught is the error of a panic, which goes on if it is an unwinding.
func caught(r any) *Error {
	switch r := r.(type) {
	case *Error:
		return r
	case *unwind:
		panic(r)
	case *lua.ApiError:
		return &Error{Value: r.Object}
	}
	// a bug in a Go function
	return &Error{Value: lua.LString(fmt.Sprint(r)), Traceback: string(debug.Stack())}
}
