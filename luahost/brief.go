package luahost

import (
	"sync"

	lua "github.com/yuin/gopher-lua"
)

// briefTasks are those that have ended and that nobody knows any more.
var briefTasks = sync.Pool{New: func() any { return new(Task) }}

// StartBrief is StartHere for a new task that the caller doesn't keep: one that ends
// without having been seen (by Current, in a Wait, as a coroutine) costs no memory.
func (s *Service) StartBrief(o Owner, fn lua.LValue, args ...lua.LValue) {
	t := briefTasks.Get().(*Task)
	t.s, t.owner, t.brief = s, o, true
	t.body.Init(s.state, fn, args...)
	t.body.AsCoroutine()
	s.postHere(t)
}

// recycle is called when t has ended.
func (t *Task) recycle() {
	if !t.seen && t.Label == nil && t.body.Forget() {
		*t = Task{body: t.body}
		briefTasks.Put(t)
	}
}
