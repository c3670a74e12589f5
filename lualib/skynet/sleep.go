package skynet

import (
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// sleep(centiseconds, token) returns nothing, or "BREAK" if wakeup ended it.
func sleep(L *luahost.State) int { return rest(L, ticks(L, 1), 2) }

// yield lets everything run that is in the mailbox.
func yield(L *luahost.State) int { return rest(L, 0, L.GetTop()+1) }

func rest(L *luahost.State, after time.Duration, tokenArg int) int {
	s := luahost.ServiceOf(L)
	lib := libraryOf(s)
	c := lib.suspend(L, tokenArg)
	timer := s.After(after, func() {
		if lib.close(c) {
			lib.origin = origin{session: c.n}
			lib.traceTask(c.task, "resume")
			c.wait.Resume()
		}
	})
	return c.wait.ParkThen(L, (*nap)(timer))
}

// nap is the timer of a task that sleeps.
type nap luahost.Timer

func (t *nap) Continue(L *luahost.State, vals []lua.LValue) int {
	t.Unwound()
	return lua54.Push(L, vals...)
}

func (t *nap) Unwound() { (*luahost.Timer)(t).Stop() }

// wait(token) blocks until wakeup(token).
func wait(L *luahost.State) int {
	c := libraryOf(luahost.ServiceOf(L)).suspend(L, 1)
	return c.wait.ParkThen(L, (*waiting)(c))
}

// waiting is the session of a task in wait.
type waiting session

func (*waiting) Continue(*luahost.State, []lua.LValue) int { return 0 }
func (*waiting) Unwound()                                  {}

// suspend makes a session that wakeup can end. Its token is the argument, or
// the running thread.
func (lib *library) suspend(L *luahost.State, tokenArg int) *session {
	c := &session{task: lib.s.Current()}
	if v := L.Get(tokenArg); lua.LVAsBool(v) {
		c.token = v
	} else {
		c.token, _ = lua54.Running(L)
	}
	if !lua54.RawEq(c.token, c.token) {
		lua54.Errorf(L, "token is NaN")
	}
	if _, taken := lib.sleeping[c.token]; taken {
		lua54.Errorf(L, "token duplicative")
	}
	c.wait = lib.s.NewWait(L)
	lib.open(c)
	if lib.sleeping == nil {
		lib.sleeping = map[lua.LValue]*session{}
	}
	lib.sleeping[c.token] = c
	lib.traceHere(L, "sleep")
	return c
}

// wakeup(token) returns true if a task waits for it. The task resumes after the
// running one has blocked or ended; who waits on the token then is woken, as in
// skynet, where two wakeups in a row may wake two waits.
func wakeup(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	lib, token := libraryOf(s), L.Get(1)
	if _, waits := lib.sleeping[token]; !waits {
		return 0
	}
	s.Wake(func() {
		if c := lib.sleeping[token]; c != nil && lib.close(c) {
			lib.traceTask(c.task, "resume")
			c.wait.Resume(broken)
		}
	})
	return lua54.Push(L, lua.LTrue)
}

var broken lua.LValue = lua.LString("BREAK")
