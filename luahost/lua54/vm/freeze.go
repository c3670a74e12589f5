package vm

import (
	"math"

	lua "github.com/yuin/gopher-lua"
)

// A task that is parked without Go frames may be frozen: what is in use of its
// registers and frames is packed, and its thread, which has room for much more,
// goes back to the Pool. It gets another one when it goes on. A State leaves those
// that have parked last as they are, as packing costs time.

// maxWarm is how many parked tasks of a State keep their threads.
var maxWarm = 64

// frozen is the state of a fiber that has started and has no thread.
type frozen struct {
	regs     []lua.LValue
	frames   []packedFrame
	tbc      []int
	guard    *guard
	upvalues *upvalue
	then     Continuation
	top      int32
	goCalls  int32
}

// packedFrame is a callFrame. Its Idx is where it is in the list, its Parent the
// one before.
type packedFrame struct {
	fn                                      *lua.LFunction
	pc, base, local, ret, nargs, nret, tail int32
}

// frozen tells whether f is.
func (f *fiber) frozen() bool { return f.t == nil && f.cold != nil }

// freeze packs the thread of f and gives it back.
func (f *fiber) freeze() {
	t, z := f.t, f.cold
	if z == nil {
		z = &frozen{}
		f.cold = z
	}
	z.top, z.goCalls, z.guard, z.then = int32(t.reg.top), int32(t.goCalls), t.guard, t.request.then
	z.frames = fit(z.frames, t.frames.sp)
	n := t.reg.top
	for i := range z.frames {
		f := t.frames.At(i)
		z.frames[i] = packedFrame{
			f.Fn, int32(f.Pc), int32(f.Base), int32(f.LocalBase), int32(f.ReturnBase),
			int32(f.NArgs), int32(f.NRet), int32(min(f.TailCall, math.MaxInt32)),
		}
		if !f.Fn.IsG {
			n = max(n, frameTop(f))
		}
	}
	z.regs = fit(z.regs, n)
	copy(z.regs, t.reg.array)
	if len(t.tbc) > 0 {
		z.tbc = append(z.tbc, t.tbc...)
	}
	if u := t.uvcache; u != nil {
		z.upvalues, t.uvcache = u, nil
		u.moveTo(&registry{array: z.regs})
	}
	f.t = nil
	f.st.pool.put(t, nil)
}

// fit is s, or another slice, for n elements.
func fit[T any](s []T, n int) []T {
	if cap(s) < n || cap(s) > 2*n+8 {
		return make([]T, n)
	}
	return s[:n]
}

// thaw unpacks what f had into t, a thread as the Pool gives it.
func (f *fiber) thaw(t *thread) {
	z := f.cold
	t.grow(len(z.regs) + slack)
	copy(t.reg.array, z.regs)
	t.reg.top, t.goCalls, t.guard = int(z.top), int(z.goCalls), z.guard
	for _, p := range z.frames {
		f := t.frames.next(framesMax + spare)
		*f = callFrame{
			Idx: f.Idx, Fn: p.fn, Parent: t.currentFrame, Pc: int(p.pc), Base: int(p.base), LocalBase: int(p.local),
			ReturnBase: int(p.ret), NArgs: int(p.nargs), NRet: int(p.nret), TailCall: int(p.tail),
		}
		t.currentFrame = f
	}
	t.tbc = append(t.tbc, z.tbc...)
	t.uvcache = z.upvalues
	z.upvalues.moveTo(t.reg)
	t.request = request{kind: park, then: z.then}
	clear(z.regs)
	clear(z.frames)
	*z = frozen{regs: z.regs[:0], frames: z.frames[:0]} // for the next time
}

// moveTo has a list of open upvalues find their registers elsewhere.
func (u *upvalue) moveTo(reg *registry) {
	for ; u != nil; u = u.next {
		u.reg = reg
	}
}

// warmList holds the parked tasks of a State that have a thread, in the order in
// which they have parked.
type warmList struct {
	first, last *fiber
	n           int
}

// keepWarm notes that f has parked without Go frames. Those that have parked
// before all others are frozen if there are more than limit.
func (st *State) keepWarm(f *fiber, limit int) {
	l := &st.warm
	if f.older = l.last; l.last != nil {
		l.last.newer = f
	} else {
		l.first = f
	}
	l.last, f.warm = f, true
	for l.n++; l.n > limit; {
		if old := l.first; l.remove(old) && old.hook == nil {
			old.freeze()
		}
	}
}

// remove takes f out, if it is in.
func (l *warmList) remove(f *fiber) bool {
	if !f.warm {
		return false
	}
	f.warm = false
	l.n--
	if f.older != nil {
		f.older.newer = f.newer
	} else {
		l.first = f.newer
	}
	if f.newer != nil {
		f.newer.older = f.older
	} else {
		l.last = f.older
	}
	f.older, f.newer = nil, nil
	return true
}

// needThread sees to it that a fiber that has started has a thread, to be looked at.
func (f *fiber) needThread() {
	if f.frozen() {
		f.bind(f.st.pool.getThread())
		f.st.keepWarm(f, max(maxWarm, 1)) // not itself
	}
}
