package vm

import (
	"fmt"
	"runtime"
	"weak"

	lua "github.com/yuin/gopher-lua"
)

// Coroutine is a Lua thread as scripts hold it. When the collector finds that
// nobody holds a suspended one any more, its stack goes back to the Pool. (One
// whose own locals refer to it is not found before its State closes.)
type Coroutine struct{ f *fiber }

func (c *Coroutine) String() string       { return fmt.Sprintf("thread: %p", c) }
func (c *Coroutine) Type() lua.LValueType { return lua.LTThread }

// NewCoroutine makes a suspended coroutine that will call fn.
func NewCoroutine(L *lua.LState, fn lua.LValue) *Coroutine {
	st := threadOf(L).st
	c := &Coroutine{&fiber{st: st, fn: fn}}
	if st.charge(256) {
		threadOf(L).overMemory()
	}
	return c
}

// Resume runs c until it yields or ends; ok false: vals holds the error. vals
// are good until c runs again.
func Resume(L *lua.LState, c *Coroutine, args []lua.LValue) (ok bool, vals []lua.LValue) {
	t, f := threadOf(L), c.f
	switch {
	case f.status == dead:
		return false, []lua.LValue{lua.LString("cannot resume dead coroutine")}
	case f.status != suspended || f.thread:
		return false, []lua.LValue{lua.LString("cannot resume non-suspended coroutine")}
	case t.baseCalls+t.goCalls >= maxGoCalls-1:
		return false, []lua.LValue{lua.LString("C stack overflow")}
	}
	f.xfer = append(f.xfer[:0], args...)
	if f.t == nil {
		f.handle = weak.Make(c)
		runtime.AddCleanup(c, (*fiber).drop, f)
	}
	f.step(t.fiber)
	runtime.KeepAlive(c)
	if f.status == dead && f.err != nil {
		if f.fatal {
			panic(&unwind{err: f.err})
		}
		return false, []lua.LValue{f.err.Value}
	}
	return true, f.xfer
}

// Yield suspends the running coroutine and returns what it is resumed with.
func Yield(L *lua.LState, vals []lua.LValue) []lua.LValue {
	t := threadOf(L)
	f := t.fiber
	if f.from == nil {
		t.throw(lua.LString("attempt to yield from outside a coroutine"), nil)
	}
	f.xfer = append(f.xfer[:0], vals...)
	f.status = suspended
	if u := f.out(); u != nil {
		panic(u)
	}
	return f.xfer
}

// Close ends a suspended or dead coroutine, with its to-be-closed variables; ok
// false: err is what it died of, or an error of theirs.
func Close(L *lua.LState, c *Coroutine) (ok bool, err lua.LValue) {
	t, f := threadOf(L), c.f
	switch {
	case f.status != suspended && f.status != dead:
		Errorf(L, "cannot close a %s coroutine", c.Status(L))
	case f.thread && f.status != dead:
		Errorf(L, "cannot close a task of the host")
	}
	if f.status == suspended {
		if f.t == nil {
			f.status = dead
		} else {
			f.dying = &unwind{}
			f.step(t.fiber)
			runtime.KeepAlive(c)
		}
	}
	if e := f.err; e != nil {
		f.err = nil
		return false, e.Value
	}
	return true, lua.LNil
}

// Traceback is the stack of a coroutine that died of an error, taken when the
// error was raised; else "".
func (c *Coroutine) Traceback() string {
	if c.f.status == dead && c.f.err != nil {
		return c.f.err.Traceback
	}
	return ""
}

// Status is "suspended", "running", "normal" or "dead".
func (c *Coroutine) Status(*lua.LState) string { return c.f.status.String() }

// Running is the running coroutine; main tells that it is a task that scripts
// don't see as a coroutine.
func Running(L *lua.LState) (c *Coroutine, main bool) {
	f := threadOf(L).fiber
	return f.coroutine(), f.from == nil && !f.thread
}

// coroutine is f as scripts hold it.
func (f *fiber) coroutine() *Coroutine {
	if f.thread { // the host holds it, and it need not be found when nobody else does
		f.own.f = f
		return &f.own
	}
	c := f.handle.Value()
	if c == nil {
		c = &Coroutine{f}
		f.handle = weak.Make(c)
	}
	return c
}

// IsYieldable tells whether the running code is in a coroutine.
func IsYieldable(L *lua.LState) bool {
	f := threadOf(L).fiber
	return f.from != nil || f.thread
}
