package vm

import lua "github.com/yuin/gopher-lua"

// Kill ends the task that runs in st, at its next poll: its frames are unwound
// past every pcall, its to-be-closed variables are closed, and its Resume
// returns err. It may be called from any goroutine. A State that runs no task
// keeps the signal for the next one: see Unkill.
func (st *State) Kill(err *Error) {
	st.sig.mu.Lock()
	st.sig.reason = err
	st.sig.mu.Unlock()
	st.sig.raise(sigKill)
}

// Unkill takes a Kill back that no task has seen.
func (st *State) Unkill() { st.sig.clear(sigKill) }

// Poll ends the running task if it was killed or is over its time. Every loop
// of library code calls it.
func Poll(L *lua.LState) {
	t := threadOf(L)
	if t.st.sig.Load()&(sigKill|sigCPU) != 0 {
		t.interrupt()
	}
}

// interrupt acts on the signals of the State.
func (t *thread) interrupt() {
	s := t.st.sig.Load()
	if s&sigKill != 0 {
		t.st.sig.mu.Lock()
		err := t.st.sig.reason
		t.st.sig.mu.Unlock()
		t.st.sig.clear(sigKill | sigCPU)
		panic(&unwind{err: err})
	}
	if s&sigCPU != 0 {
		t.st.sig.clear(sigCPU)
		if t.st.clock.over() {
			t.strike(t.st.clock.exceeded())
		}
	}
	if s&sigGC != 0 {
		t.runFinalizers()
	}
}

// strike raises the error of a limit. The first of a task may be caught, the
// next unwinds it.
func (t *thread) strike(e *Error) {
	root := t.fiber.root()
	if s := t.position(t.currentFrame); s != "" {
		e.Value = lua.LString(s + e.Value.String())
	}
	if root.struck {
		e.Traceback = t.st.traceback(t)
		panic(&unwind{err: e})
	}
	root.struck = true
	t.throw(e.Value, e)
}
