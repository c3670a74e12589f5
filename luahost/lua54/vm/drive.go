package vm

import lua "github.com/yuin/gopher-lua"

// drive runs a fiber from where it is until its function has returned, an error
// came out of it, or it parks. What Go functions have called themselves apart,
// all its frames run in one execute: a protected call is an entry in a list, not
// a Go frame. nargs is resumed, or the number of arguments to start with.
func (t *thread) drive(nargs int) *Error {
	e := t.stretch(nargs, nil)
	for e != nil && t.guard != nil {
		e = t.stretch(resumed, e)
	}
	if e != nil {
		t.currentFrame, t.frames.sp = nil, 0
		t.goCalls, t.handling = 0, 0
		e = t.cleanUp(0, e)
	}
	return e
}

const resumed = -1

// stretch is drive up to an error. last is the one that ended the stretch before.
func (t *thread) stretch(nargs int, last *Error) (e *Error) {
	done := false
	defer func() {
		if !done {
			e = caught(recover())
		}
	}()
	switch {
	case last != nil:
		t.rescue(last)
	case nargs == resumed:
		k := t.request.then
		t.request = request{}
		t.handBack(t.currentFrame, k.Continue(t.lua(), t.fiber.xfer))
	default:
		t.begin(nargs, lua.MultRet)
	}
	t.roll()
	done = true
	return nil
}

// roll does what is next until nothing is left or the fiber parks.
func (t *thread) roll() {
	for {
		cf := t.currentFrame
		switch r := &t.request; r.kind {
		case park:
			t.fiber.parked = true
			t.fiber.xfer = t.fiber.xfer[:0]
			return
		case call:
			r.kind = none
			t.begin(t.reg.top-cf.LocalBase-1, lua.MultRet)
		case pcall:
			t.pushGuard(r, cf.Idx)
			r.kind, r.handler, r.outcome = none, nil, nil
			t.begin(r.nargs, r.nret)
		default:
			switch {
			case cf == nil:
				return
			case cf.Fn.IsG:
				t.returned(cf)
			default:
				t.execute(nil)
			}
		}
	}
}

// begin is call up to where Lua code would run.
func (t *thread) begin(nargs, nret int) {
	nf := t.pushCall(nargs, nret)
	if nf.Fn.IsG {
		t.runGo(nf)
	} else {
		t.enter(nf)
	}
}

// returned takes in that the function has returned that the Go function of frame
// cf has asked for.
func (t *thread) returned(cf *callFrame) {
	t.goCalls--
	if g := t.guard; g != nil && g.frame == cf.Idx {
		k := g.outcome
		t.popGuard()
		t.handBack(cf, k.Called(t.lua(), nil, true))
	} else {
		t.handBack(cf, t.reg.top-cf.LocalBase)
	}
}

// rescue has the innermost protected call return an error.
func (t *thread) rescue(e *Error) {
	g := *t.guard
	cf := t.frames.At(g.frame)
	t.currentFrame, t.frames.sp = cf, cf.Idx+1
	t.goCalls, t.handling, t.request = g.goCalls, 0, request{}
	t.popGuard()
	e = t.cleanUp(g.base, e)
	t.handBack(cf, g.outcome.Called(t.lua(), e.Value, false))
}

// handBack is leaveGo, unless the function has asked for more, and the caller, if
// it is Lua code, is ready to go on.
func (t *thread) handBack(cf *callFrame, n int) {
	if n == asked {
		return
	}
	t.leaveGo(cf, n)
	if p := t.currentFrame; cf.NRet >= 0 && p != nil && !p.Fn.IsG {
		t.reg.top = frameTop(p)
	}
}

func (t *thread) pushGuard(r *request, frame int) {
	g := t.newGuard(r.handler)
	g.outcome, g.frame, g.base, g.goCalls = r.outcome, frame, t.reg.top-r.nargs-1, t.goCalls
	t.guard = g
}

func (t *thread) popGuard() {
	g := t.guard
	t.guard = g.prev
	t.freeGuard(g)
}

// unwound tells those who wait for the end of protected calls that it won't come.
func (g *guard) unwound() {
	for ; g != nil; g = g.prev {
		if g.outcome != nil {
			g.outcome.Unwound()
		}
	}
}
