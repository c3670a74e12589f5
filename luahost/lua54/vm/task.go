package vm

import (
	"errors"
	"weak"

	lua "github.com/yuin/gopher-lua"
)

// Task is a flow of control that the host runs: a message's handler, a timer,
// the loading of a module. At most one task of a State may be in Resume at a time.
type Task struct{ f *fiber }

// NewTask makes a task that will call fn.
func (st *State) NewTask(fn lua.LValue, args ...lua.LValue) *Task {
	t := &Task{}
	t.Init(st, fn, args...)
	return t
}

// Init makes t, which must not be copied afterwards, what NewTask returns. It may be
// one that Forget has made empty.
func (t *Task) Init(st *State, fn lua.LValue, args ...lua.LValue) {
	f := t.f
	if f == nil {
		f = &fiber{}
		t.f = f
	}
	f.st, f.fn = st, fn
	f.xfer = append(f.few[:0], args...)
}

// Forget makes a task that has ended empty, for another Init, and reports whether it
// is: no script may hold its coroutine.
func (t *Task) Forget() bool {
	f := t.f
	if f.status != dead || f.own.f != nil || f.handle != (weak.Pointer[Coroutine]{}) {
		return false
	}
	*f = fiber{}
	return true
}

// AsCoroutine makes the task one that scripts see as a coroutine, which only the
// host can resume.
func (t *Task) AsCoroutine() { t.f.thread = true }

// Coroutine is the task as scripts see it. It stays the same as long as anyone
// holds it.
func (t *Task) Coroutine() *Coroutine { return t.f.coroutine() }

// Resume runs the task until it parks or ends. vals are what Park returns to
// the code that waits. done tells that the task has ended, err how if not well.
func (t *Task) Resume(vals ...lua.LValue) (done bool, err error) {
	f := t.f
	if f.status == dead {
		return true, errors.New("lua54: resume of an ended task")
	}
	if f.started() {
		f.xfer = append(f.xfer[:0], vals...)
	}
	return t.step()
}

func (t *Task) step() (done bool, err error) {
	f := t.f
	f.parked = false
	watched := f.st.startClock()
	f.step(nil)
	if watched {
		f.st.stopClock()
	}
	if f.status != dead {
		if f.status = suspended; f.t.parked() {
			f.st.keepWarm(f, maxWarm)
		}
		return false, nil
	}
	if f.err != nil {
		return true, f.err
	}
	return true, nil
}

// Results are what the task's function returned, or what Park handed out.
func (t *Task) Results() []lua.LValue { return t.f.xfer }

// Done tells whether the task has ended.
func (t *Task) Done() bool { return t.f.status == dead }

// Kill ends a parked task: it is unwound past every pcall, and its to-be-closed
// variables are closed, which may park again (done is false then). It returns
// what Resume would.
func (t *Task) Kill(reason *Error) (done bool, err error) {
	f := t.f
	if f.status == dead {
		return true, nil
	}
	if !f.started() {
		f.status, f.err = dead, reason
		return true, nil
	}
	f.dying = &unwind{err: reason}
	return t.step()
}

// Drop ends a parked task without running any of its code.
func (t *Task) Drop() {
	if t.f.started() {
		t.f.drop()
	}
	t.f.status = dead
}

// Park hands vals to the host that resumed the running task and waits until it
// resumes it again; it returns the values of that Resume. It works at any depth
// of Lua and Go frames and of coroutines; meanwhile it keeps its goroutine, which
// ParkThen needn't.
func Park(L *lua.LState, vals ...lua.LValue) []lua.LValue {
	f := threadOf(L).fiber
	f.parked = true
	f.xfer = append(f.xfer[:0], vals...)
	if u := f.out(); u != nil {
		panic(u)
	}
	return f.xfer
}

// Call runs fn as a task of its own, which must not park.
func (st *State) Call(fn lua.LValue, args ...lua.LValue) ([]lua.LValue, error) {
	t := st.NewTask(fn, args...)
	done, err := t.Resume()
	if !done {
		t.Drop()
		return nil, errors.New("lua54: attempt to block outside a task")
	}
	return t.Results(), err
}
