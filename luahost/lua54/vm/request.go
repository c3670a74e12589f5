package vm

import lua "github.com/yuin/gopher-lua"

// A Go function may, as its last act, ask for something that takes time instead
// of doing it: to be parked, or to have a function called. Whoever runs it does
// it: the fiber's own loop (drive) without a Go frame of the function, so that
// a fiber that waits is its thread and nothing else; a call from Go (Call, a
// metamethod, a callback) on top of its Go frames. The function can't tell which.
type request struct {
	kind        requestKind
	nargs, nret int
	then        Continuation // of park
	handler     lua.LValue   // of pcall
	outcome     Outcome      // of pcall
}

type requestKind uint8

const (
	none requestKind = iota
	park
	call  // the function that is the first argument; its results are the caller's
	pcall // the function below the arguments, protected
)

// asked is what a Go function returns that has asked for something.
const asked = -1

// Continuation is what a Go function leaves behind when it asks to be parked.
type Continuation interface {
	// Continue is the rest of the function, its arguments still being there.
	// vals are those of the Resume. It returns what a Go function does.
	Continue(L *lua.LState, vals []lua.LValue) int
	// Unwound is called in its place if the fiber is ended. It must not touch Lua.
	Unwound()
}

// ParkThen is Park for a Go function's last act, to be called as "return
// ParkThen(L, k)": k goes on.
func ParkThen(L *lua.LState, k Continuation) int {
	threadOf(L).request = request{kind: park, then: k}
	return asked
}

// CallThen, to be called as "return CallThen(L)", calls the function that is the
// first argument with the others. Its results are those of the Go function.
func CallThen(L *lua.LState) int {
	threadOf(L).request.kind = call
	return asked
}

// Outcome is what a Go function leaves behind when it asks for a protected call.
type Outcome interface {
	// Called is the rest of the function. If ok, the results of the call are on
	// top of the stack, in the place of its function. It returns what a Go
	// function does.
	Called(L *lua.LState, err lua.LValue, ok bool) int
	// Unwound is called in its place if the fiber is ended. It must not touch Lua.
	Unwound()
}

// PCallThen is PCall for a Go function's last act: k goes on.
func PCallThen(L *lua.LState, nargs, nret int, handler lua.LValue, k Outcome) int {
	r := &threadOf(L).request
	r.kind, r.nargs, r.nret, r.handler, r.outcome = pcall, nargs, nret, handler, k
	return asked
}

// ProtectedCall is pcall and xpcall, of the function that is the first argument
// with the others.
func ProtectedCall(L *lua.LState, handler lua.LValue) int {
	return PCallThen(L, L.GetTop()-1, lua.MultRet, handler, results{})
}

// results lays out those of pcall.
type results struct{}

func (results) Called(L *lua.LState, err lua.LValue, ok bool) int {
	t := threadOf(L)
	rg := t.reg
	t.grow(rg.top + 2 + slack)
	if !ok {
		rg.array[rg.top], rg.array[rg.top+1] = lua.LFalse, err
		rg.top += 2
		return 2
	}
	at := t.currentFrame.LocalBase
	copy(rg.array[at+1:rg.top+1], rg.array[at:rg.top])
	rg.array[at] = lua.LTrue
	rg.top++
	return rg.top - at
}

func (results) Unwound() {}

// parked tells whether t waits for its fiber's Resume without a carrier.
func (t *thread) parked() bool { return t.request.kind == park }

// serveHere does what the Go function of frame cf, which was called from Go, asks for.
func (t *thread) serveHere(cf *callFrame) {
	for n := asked; ; {
		r := t.request
		t.request = request{}
		switch r.kind {
		case park:
			n = r.then.Continue(t.lua(), t.parkHere(r.then))
		case call:
			t.call(t.reg.top-cf.LocalBase-1, lua.MultRet)
			n = t.reg.top - cf.LocalBase
		case pcall:
			if e := t.protectHere(r); e != nil {
				n = r.outcome.Called(t.lua(), e.Value, false)
			} else {
				n = r.outcome.Called(t.lua(), nil, true)
			}
		}
		if n != asked {
			t.leaveGo(cf, n)
			return
		}
	}
}

func (t *thread) protectHere(r request) *Error {
	back := false
	defer func() {
		if !back {
			r.outcome.Unwound()
		}
	}()
	e := t.protect(r.nargs, r.nret, r.handler)
	back = true
	return e
}

func (t *thread) parkHere(k Continuation) []lua.LValue {
	back := false
	defer func() {
		if !back {
			k.Unwound()
		}
	}()
	f := t.fiber
	f.parked = true
	f.xfer = f.xfer[:0]
	if u := f.out(); u != nil {
		panic(u)
	}
	back = true
	return f.xfer
}
