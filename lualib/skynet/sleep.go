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
	token := lib.token(L, tokenArg)
	w := s.NewWait(L)
	lib.sleeping[token] = w
	timer := s.After(after, func() {
		if !w.Over() {
			delete(lib.sleeping, token)
			w.Resume()
		}
	})
	woken := w.Park(L)
	timer.Stop()
	return lua54.Push(L, woken...)
}

// wait(token) blocks until wakeup(token).
func wait(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	lib := libraryOf(s)
	token := lib.token(L, 1)
	w := s.NewWait(L)
	lib.sleeping[token] = w
	w.Park(L)
	return 0
}

// token is what wakeup will name: the argument, or the running thread.
func (lib *library) token(L *luahost.State, n int) lua.LValue {
	var token lua.LValue
	if v := L.Get(n); lua.LVAsBool(v) {
		token = v
	} else {
		token, _ = lua54.Running(L)
	}
	if _, taken := lib.sleeping[token]; taken {
		lua54.Errorf(L, "token duplicative")
	}
	return token
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
		if w, waits := lib.sleeping[token]; waits {
			delete(lib.sleeping, token)
			w.Resume(broken)
		}
	})
	return lua54.Push(L, lua.LTrue)
}

var broken lua.LValue = lua.LString("BREAK")
