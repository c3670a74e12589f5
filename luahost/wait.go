package luahost

import (
	"fmt"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// Wait is one time that a task blocks: made before, parked in, and ended once
// by whoever comes first.
type Wait struct {
	t *Task
	n uint64
}

// NewWait is the next wait of the running task. It raises a Lua error where
// that can't block: in a main chunk, or when the service is ending.
func (s *Service) NewWait(L *lua.LState) Wait {
	switch {
	case s.exiting:
		lua54.Errorf(L, "attempt to block in a service that is ending")
	case !s.CanBlock():
		lua54.Errorf(L, "attempt to block outside a task (in the main chunk; use skynet.start)")
	}
	t := s.Current()
	return Wait{t, t.waits}
}

// CanBlock tells whether the running code may block.
func (s *Service) CanBlock() bool { return s.current != nil && !s.current.chunk && !s.exiting }

// Park blocks the task until Resume or Post, and returns their values.
func (w Wait) Park(L *lua.LState) []lua.LValue { return lua54.Park(L) }

// ParkThen is Park as the last act of a Go function ("return w.ParkThen(L, k)"):
// k goes on. A task that waits so costs the least.
func (w Wait) ParkThen(L *lua.LState, k lua54.Continuation) int { return lua54.ParkThen(L, k) }

// Over tells whether the wait has ended.
func (w Wait) Over() bool { return w.t.waits != w.n }

// Resume runs the task on, until it blocks again or ends. To be called by the
// service's own functions (After, Wake, Do), never inside a task. It reports
// false if the wait was over.
func (w Wait) Resume(vals ...lua.LValue) bool {
	if w.Over() {
		return false
	}
	w.t.waits++
	w.t.s.step(w.t, vals...)
	return true
}

// Post has Resume called in its turn. It may be called from any goroutine.
func (w Wait) Post(vals ...lua.LValue) {
	w.t.s.Do(func() { w.Resume(vals...) })
}

// Wake has f called as soon as the running task has blocked or ended, before
// any fork. For code that the service runs.
func (s *Service) Wake(f func()) { s.woken.push(f) }

// After has f called in its turn, once d has passed. A d of 0 or less is a
// message to the service itself: f comes after all that is in the mailbox.
func (s *Service) After(d time.Duration, f func()) *Timer {
	if d > 0 {
		return s.host.timers.set(s, d, f)
	}
	t := &Timer{s: s, fn: f, index: -1}
	s.post(t)
	return t
}

// Do has f called by the service in its turn. It may be called from any
// goroutine; false: the service has ended.
func (s *Service) Do(f func()) bool { return s.post(call(f)) }

// DoHere is Do for a goroutine that has nothing better to do than to run the
// service, if nobody does.
func (s *Service) DoHere(f func()) bool { return s.postHere(call(f)) }

type call func()

func (f call) run(*Service) { f() }
func (f call) drop()        {}

// Offload runs f, which may wait on the outside, on another goroutine, and
// blocks the task meanwhile. f must not touch Lua. Where the running code can't
// block, f runs right here.
func (s *Service) Offload(L *lua.LState, f func()) {
	if !s.CanBlock() {
		f()
		return
	}
	w := s.NewWait(L)
	var failed any
	s.host.busy()
	go func() {
		defer s.host.idle()
		defer w.Post()
		defer func() { failed = recover() }()
		f()
	}()
	w.Park(L)
	if failed != nil {
		lua54.Raise(L, lua.LString(fmt.Sprintf("luahost: panic: %v", failed)))
	}
}
