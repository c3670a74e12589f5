package vm

import (
	"iter"
	"sync"
	"weak"

	lua "github.com/yuin/gopher-lua"
)

// threadState is what a thread has besides gopher-lua's LState.
type threadState struct {
	st       *State
	fiber    *fiber
	frames   frames
	learned  uint32                // how often hints were wrong
	noHint   uint32                // for who has none
	walked   uint32                // the entry that a generic for saw last
	numbers  *[numberBlock]float64 // room for floats to come,
	nnumbers uint32                // so many
	tbc      []int                 // registers that are to be closed
	guard    *guard                // the innermost protected call
	spare    *guard                // to be used again
	hook     *Hook
	mode     int // see setHook
	hooked   hooked

	goCalls    int // calls from Go into Lua that are under way
	baseCalls  int // the same of those that resumed this fiber
	handling   int // message handlers that are under way
	finalizing bool
	finalizer  *callFrame // what the running __gc interrupted

	request request  // what a Go function has asked for
	carrier *carrier // nil: it doesn't run, and needs no Go frames to go on
}

// fiber is one flow of control: a task of the host or a coroutine of a script.
// It has a thread from its first step to its end, but while it is frozen. It never
// refers to the Coroutine that scripts hold, so that one that nobody can resume is
// found.
type fiber struct {
	st   *State
	t    *thread
	cold *frozen // in place of t, or empty
	fn   lua.LValue
	xfer []lua.LValue  // what goes in or comes out with a switch
	few  [3]lua.LValue // room for xfer

	err    *Error  // how it died
	dying  *unwind // set: the next step unwinds it
	from   *fiber  // who resumed it; nil: the host
	hook   *Hook
	timing *timing // nil: not timed
	handle weak.Pointer[Coroutine]
	own    Coroutine // of a thread, in place of handle

	status status
	parked bool // it switched out by Park, not by yield
	active bool // between a switch to it and its switch back
	thread bool // a task of the host that scripts see as a coroutine
	struck bool // a limit was exceeded before
	fatal  bool // it was unwound by a kill or a limit, which ends its task too
	listed bool
	warm   bool

	prev, next   *fiber // in the State's list
	older, newer *fiber // in its warmList
}

type status uint8

const (
	suspended status = iota
	running
	normal
	dead
)

func (s status) String() string { return [...]string{"suspended", "running", "normal", "dead"}[s] }

// root is the task that f runs in.
func (f *fiber) root() *fiber {
	for f.from != nil {
		f = f.from
	}
	return f
}

// run is a fiber from its start, or from where it has parked, to where it parks,
// to its end, or to where it is unwound.
func (t *thread) run(f *fiber) (u *unwind) {
	defer func() {
		if r := recover(); r != nil {
			var ok bool
			if u, ok = r.(*unwind); !ok {
				panic(r)
			}
		}
	}()
	if u := f.dying; u != nil { // killed before it started, or while parked
		return u
	}
	nargs := resumed
	if !t.parked() {
		nargs = len(f.xfer)
		t.grow(nargs + 1 + slack)
		a := t.reg.array
		a[0] = f.fn
		copy(a[1:], f.xfer)
		t.reg.top = 1 + nargs
	}
	e := t.drive(nargs)
	if t.parked() {
		return nil
	}
	if f.err = e; e == nil {
		f.xfer = append(f.xfer[:0], t.reg.array[:t.reg.top]...)
	}
	return nil
}

// forgo tells Go functions that what they have asked for won't come.
func (t *thread) forgo() {
	if k := t.request.then; k != nil {
		k.Unwound()
	}
	t.guard.unwound()
	t.guard, t.request = nil, request{}
}

// unwound closes what a fiber that didn't come to its end had to close.
func (t *thread) unwound(f *fiber, u *unwind) {
	f.dying, f.err, f.fatal = nil, u.err, u.err != nil
	f.xfer = f.xfer[:0]
	if t.forgo(); u.abandon {
		return
	}
	defer func() {
		if r := recover(); r != nil {
			if again, ok := r.(*unwind); !ok {
				panic(r)
			} else if f.err == nil {
				f.err = again.err
			}
		}
	}()
	t.currentFrame, t.frames.sp = nil, 0
	t.goCalls, t.handling = 0, 0
	var v lua.LValue
	if u.err != nil {
		v = u.err.Value
	}
	if w := t.closeAfter(0, v); w != v && u.err == nil {
		f.err = &Error{Value: w}
	}
	t.closeUpvalues(0)
}

// out switches from a fiber to who resumed it. If it comes back to be ended,
// out says how.
func (f *fiber) out() *unwind {
	if !f.t.carrier.leave(struct{}{}) {
		return &unwind{abandon: true}
	}
	u := f.dying
	f.dying = nil
	return u
}

// started tells whether f has begun to run, and has not ended.
func (f *fiber) started() bool { return f.t != nil || f.cold != nil }

// mount gives a fiber what it needs to run: a carrier, and a thread if it has none.
func (f *fiber) mount() {
	t, c := f.st.pool.get(f.t)
	if f.t == nil {
		f.bind(t)
	}
	c.t, t.carrier = t, c
}

// bind gives a fiber a thread, which it goes on with if it was frozen.
func (f *fiber) bind(t *thread) {
	t.st, t.fiber, t.Env = f.st, f, f.st.env
	t.setHook(f.hook)
	f.t = t
	if f.cold != nil {
		f.thaw(t)
	} else {
		f.st.fibers.add(f)
	}
}

// unmount gives back what a fiber doesn't need that has parked or ended.
func (f *fiber) unmount() {
	t, c := f.t, f.t.carrier
	t.carrier = nil
	if c != nil {
		c.t = nil
	}
	if f.status == dead {
		f.t, f.cold, f.fn = nil, nil, nil
		f.st.pool.put(t, c)
	} else {
		f.st.pool.put(nil, c)
	}
}

// step runs f until it yields, parks for the host (from nil) or ends. If f
// parks, from parks around it.
func (f *fiber) step(from *fiber) {
	var end *unwind
	f.st.warm.remove(f)
	for {
		if f.t == nil || f.t.carrier == nil {
			f.mount()
		}
		f.status, f.from = running, from
		f.t.baseCalls = 0
		if from != nil {
			from.status = normal
			f.t.baseCalls = from.t.baseCalls + from.t.goCalls + 1
		}
		f.active = true
		if f.timing != nil {
			f.timing.enter()
		}
		f.t.carrier.wake()
		f.active = false
		if f.timing != nil {
			f.timing.leave()
		}
		if f.t.parked() {
			f.unmount()
		}
		if !f.parked || from == nil {
			break
		}
		f.parked, from.parked = false, true
		from.xfer = append(from.xfer[:0], f.xfer...)
		if u := from.out(); u != nil && end == nil {
			end = u
			f.dying = &unwind{err: u.err, abandon: u.abandon}
		}
		f.xfer = append(f.xfer[:0], from.xfer...)
	}
	if from != nil {
		from.status = running
		f.from = nil
	}
	if f.status == dead && f.st.fibers.remove(f) {
		f.unmount()
	}
	if end != nil {
		panic(end)
	}
}

// drop ends a suspended fiber without running any of its code.
func (f *fiber) drop() {
	if !f.st.fibers.remove(f) {
		return
	}
	if f.t != nil && f.t.carrier != nil {
		f.dying = &unwind{abandon: true}
		f.t.carrier.wake()
	}
	f.status = dead
	if f.frozen() {
		z := f.cold
		f.cold, f.fn = nil, nil
		z.then.Unwound()
		z.guard.unwound()
		return
	}
	f.st.warm.remove(f)
	f.t.forgo()
	f.unmount()
}

// fiberList holds the fibers of a State that have started and not ended.
type fiberList struct {
	mu   sync.Mutex
	head *fiber
}

func (l *fiberList) add(f *fiber) {
	l.mu.Lock()
	f.next, f.listed = l.head, true
	if l.head != nil {
		l.head.prev = f
	}
	l.head = f
	l.mu.Unlock()
}

// remove takes f out; false: somebody else did.
func (l *fiberList) remove(f *fiber) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !f.listed {
		return false
	}
	f.listed = false
	if f.prev != nil {
		f.prev.next = f.next
	} else {
		l.head = f.next
	}
	if f.next != nil {
		f.next.prev = f.prev
	}
	f.prev, f.next = nil, nil
	return true
}

// idle is one that can be dropped. What it resumed goes with it.
func (l *fiberList) idle() *fiber {
	for f := range l.all() {
		if f.status == suspended {
			return f
		}
	}
	return nil
}

func (l *fiberList) all() iter.Seq[*fiber] {
	return func(yield func(*fiber) bool) {
		l.mu.Lock()
		defer l.mu.Unlock()
		for f := l.head; f != nil && yield(f); f = f.next {
		}
	}
}
