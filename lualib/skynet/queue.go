package skynet

import (
	"slices"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// skynet.queue: functions that run one after the other, even if they block.

// section is a queue: the task that is in it, and those that wait to enter.
type section struct {
	lib     *library
	owner   *luahost.Task
	depth   int
	waiting []*session
}

// newQueue() returns a function q: q(f, ...) returns f(...), called when all
// tasks that came before have left. A task may call q within q.
func newQueue(L *luahost.State) int {
	q := &section{lib: libraryOf(luahost.ServiceOf(L))}
	return lua54.Push(L, lua54.NewFunction(q.call))
}

var queueFunc = lua54.NewFunction(newQueue)

func (q *section) call(L *luahost.State) int {
	lua54.CheckAny(L, 1)
	q.enter(L)
	defer q.leave()
	err, ok := lua54.PCall(L, L.GetTop()-1, lua.MultRet, lua54.WithTraceback)
	if !ok {
		lua54.Raise(L, err)
	}
	return L.GetTop()
}

// enter waits until the running task has the section.
func (q *section) enter(L *luahost.State) {
	t := q.lib.s.Current()
	if q.owner == nil || q.owner == t {
		q.owner = t
		q.depth++
		return
	}
	c := &session{task: t, wait: q.lib.s.NewWait(L)}
	q.lib.open(c)
	q.waiting = append(q.waiting, c)
	entered := false
	defer func() { // if the task was ended instead
		if !entered {
			q.lib.close(c)
			if i := slices.Index(q.waiting, c); i >= 0 {
				q.waiting = slices.Delete(q.waiting, i, i+1)
			} else if q.owner == t {
				q.pass()
			}
		}
	}()
	c.wait.Park(L)
	entered = true
	q.depth++
}

// leave gives the section to the next task, when its owner is out of it.
func (q *section) leave() {
	if q.depth--; q.depth == 0 {
		q.pass()
	}
}

func (q *section) pass() {
	q.owner = nil
	if len(q.waiting) == 0 {
		return
	}
	c := q.waiting[0]
	q.waiting = slices.Delete(q.waiting, 0, 1)
	q.owner = c.task
	q.lib.s.Wake(func() {
		if q.lib.close(c) {
			c.wait.Resume()
		}
	})
}
