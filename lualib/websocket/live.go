package websocket

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// join has the connection end with its service, leave takes that back.
func (x *session) join() {
	luahost.EndsOf(x.s).Add(x.conn, func() { x.conn.Close(wsbridge.CloseGoingAway, "service ended") })
}

func (x *session) leave() { luahost.EndsOf(x.s).Remove(x.conn) }

// attend opens the session in the task that is to wait for its end, in w, with a
// going on: start of a server or of a client. It calls begin, which has the
// connection run, whatever comes of that. What keeps a class from being used is
// raised at the end. Who kills the task ends the connection.
func (x *session) attend(L *luahost.State, cls lua.LValue, begin func()) (w luahost.Wait, a *attending) {
	x.join()
	a = &attending{x: x}
	opened := false
	defer func() {
		if !opened {
			a.Unwound()
		}
	}()
	w, a.failure = x.beginIn(L, cls, begin)
	opened = true
	return w, a
}

// attending is a task that waits for the end of a session.
type attending struct {
	x       *session
	failure lua.LValue
}

func (a *attending) Continue(L *luahost.State, _ []lua.LValue) int {
	if a.failure != nil {
		lua54.Raise(L, a.failure)
	}
	return 0
}

func (a *attending) Unwound() {
	if a.x.s.CanBlock() { // else the service is ending
		a.x.conn.Close(wsbridge.CloseGoingAway, "task killed")
	}
}

func (x *session) beginIn(L *luahost.State, cls lua.LValue, begin func()) (w luahost.Wait, failure lua.LValue) {
	defer begin()
	L.Push(lua54.NewFunction(func(L *luahost.State) int { x.open(L, cls); return 0 }))
	failure, ok := lua54.PCall(L, 0, 0, nil)
	if ok {
		failure = nil
	} else {
		x.conn.Close(wsbridge.CloseInternal, "no handler")
	}
	w = x.s.NewWait(L)
	x.over = func() {
		x.leave()
		w.Post()
	}
	return w, failure
}
