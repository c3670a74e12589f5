package luahost

import (
	"errors"
	"fmt"
	"iter"
	"runtime/debug"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// Task is one flow of control of a service. It runs until it blocks (a Wait) or
// ends; meanwhile nothing else of the service runs.
type Task struct {
	s     *Service
	body  lua54.Task
	end   func(error)
	owner Owner
	waits uint64 // how often it has come back from a Wait
	chunk bool   // a main chunk: it can't block

	requiring      *requiring
	started, ended bool
	seen           bool // there may be references to it besides the service's
	brief          bool // it is used again if it wasn't seen

	// Label is for the package that makes the tasks of scripts.
	Label any

	prev, next *Task // in the list of those that wait
	listed     bool
}

// NewTask makes a task that calls fn. It starts when it is given to Fork, Start
// or StartHere.
func (s *Service) NewTask(fn lua.LValue, args ...lua.LValue) *Task {
	t := &Task{s: s}
	t.body.Init(s.state, fn, args...)
	t.body.AsCoroutine()
	return t
}

// newChunk makes the task of a main chunk.
func (s *Service) newChunk(fn lua.LValue) *Task {
	t := &Task{s: s, chunk: true}
	t.body.Init(s.state, fn)
	return t
}

// OnEnd has f called by the service when the task has ended, with the error
// that ended it or ErrServiceEnded. Without it, an error is logged.
func (t *Task) OnEnd(f func(error)) { t.end = f }

// Owner is who made a task and wants to know of its end, as OnEnd does.
type Owner interface {
	TaskEnded(t *Task, err error)
}

// SetOwner gives a task its owner, who is asked for its end in place of OnEnd.
func (t *Task) SetOwner(o Owner) { t.owner = o }

// Owner is what SetOwner was given, or nil.
func (t *Task) Owner() Owner { return t.owner }

// Current is the running task; nil in functions that the service calls outside
// of any. For code that the service runs.
func (s *Service) Current() *Task {
	if s.current != nil {
		s.current.seen = true
	}
	return s.current
}

// Thread is the task as scripts see it. It stays the same as long as anyone
// holds it.
func (t *Task) Thread() lua.LValue { return t.body.Coroutine() }

// Fork starts t after the running task has blocked or ended. For code that the
// service runs.
func (s *Service) Fork(t *Task) { s.forks.push(t) }

// Start starts t in its turn. It may be called from any goroutine.
func (s *Service) Start(t *Task) { s.post(t) }

// StartHere is Start for a goroutine that has nothing better to do than to run
// the service, if nobody does.
func (s *Service) StartHere(t *Task) { s.postHere(t) }

// Begin starts t at once. For functions that the service calls (After, Do), not
// for running tasks.
func (t *Task) Begin() { t.s.step(t) }

func (t *Task) run(s *Service) { s.step(t) }
func (t *Task) drop()          { t.finish(ErrServiceEnded) }

// ErrTaskKilled is how a task ended that Kill has ended.
var ErrTaskKilled = errors.New("luahost: task killed")

// Kill ends a task that waits or hasn't started, with its to-be-closed
// variables, and reports whether it was one. For code that the service runs.
func (t *Task) Kill() bool {
	if t.ended || t.started && !t.listed {
		return false
	}
	t.waits++ // whoever would resume it comes too late
	t.s.leave(t)
	done, _ := t.s.guard(t, func() (bool, error) { return t.body.Kill(nil) })
	if t.started = true; done {
		t.finish(ErrTaskKilled)
	} else { // it blocks in what it closes
		t.s.enlist(t)
	}
	return true
}

// step runs t until it blocks or ends.
func (s *Service) step(t *Task, vals ...lua.LValue) {
	if t.ended { // by Kill, before its turn
		return
	}
	t.started = true
	done, err := s.guard(t, func() (bool, error) { return t.body.Resume(vals...) })
	switch {
	case done:
		s.leave(t)
		if t.finish(err); t.brief {
			t.recycle()
		}
		if s.exiting {
			s.end(nil)
		}
	case s.exiting:
		s.end(t)
	default:
		s.enlist(t)
	}
}

// guard keeps a panic of Go code below t from taking the process down.
func (s *Service) guard(t *Task, f func() (bool, error)) (done bool, err error) {
	before := s.current
	s.current = t
	s.steps.Add(1)
	defer func() {
		s.steps.Add(1)
		s.current = before
		if r := recover(); r != nil {
			done, err = true, fmt.Errorf("luahost: panic in a task: %v\n%s", r, debug.Stack())
		}
	}()
	return f()
}

func (t *Task) finish(err error) {
	t.ended = true
	switch {
	case t.owner != nil:
		t.owner.TaskEnded(t, err)
	case t.end != nil:
		t.end(err)
	default:
		t.s.LogError(err)
	}
}

// Tasks are those that wait, the last one first, and among them the running one
// if it has waited before. They must not run meanwhile.
func (s *Service) Tasks() iter.Seq[*Task] {
	return func(yield func(*Task) bool) {
		for t := s.tasks; t != nil && yield(t); t = t.next {
		}
	}
}

// Forks are the tasks that wait to start. They must not be added to meanwhile.
func (s *Service) Forks() iter.Seq[*Task] {
	return func(yield func(*Task) bool) {
		for i := range s.forks.n {
			if t := s.forks.at(i); !t.ended && !yield(t) {
				return
			}
		}
	}
}

// enlist and leave keep the list of tasks that wait.
func (s *Service) enlist(t *Task) {
	if t.listed {
		return
	}
	t.listed = true
	if t.next = s.tasks; t.next != nil {
		t.next.prev = t
	}
	s.tasks = t
}

func (s *Service) leave(t *Task) {
	if !t.listed {
		return
	}
	t.listed = false
	if t.prev != nil {
		t.prev.next = t.next
	} else {
		s.tasks = t.next
	}
	if t.next != nil {
		t.next.prev = t.prev
	}
	t.prev, t.next = nil, nil
}
