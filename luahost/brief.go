package luahost

import (
	"sync"

	lua "github.com/yuin/gopher-lua"
)

// briefTasks are those that have ended and that nobody knows any more.
var briefTasks = sync.Pool{New: func() any { return new(Task) }}

// NewBrief makes a task that its maker forgets when it is started. One that ends
// without having been seen (by Current, in a Wait, as a coroutine) costs no memory.
func (s *Service) NewBrief(o Owner, fn lua.LValue, args ...lua.LValue) *Task {
	t := briefTasks.Get().(*Task)
	t.s, t.owner, t.brief = s, o, true
	t.body.Init(s.state, fn, args...)
	t.body.AsCoroutine()
	return t
}

// CurrentOwner is the owner of the running task, and CurrentLabel its Label; nil if
// there is none. The task isn't seen by them.
func (s *Service) CurrentOwner() Owner {
	if s.current == nil {
		return nil
	}
	return s.current.owner
}

func (s *Service) CurrentLabel() any {
	if s.current == nil {
		return nil
	}
	return s.current.Label
}

// recycle is called when t has ended.
func (t *Task) recycle() {
	if !t.seen && t.Label == nil && t.body.Forget() {
		*t = Task{body: t.body}
		briefTasks.Put(t)
	}
}
