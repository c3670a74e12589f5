package websocket

import (
	"errors"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// read(id) returns the next message; or false and the payload of the peer's
// Close frame, and the connection is closed then. It raises an error when the
// connection is broken. On a connection of accept it is for callbacks: they
// read frames that come next.
func read(L *luahost.State) int {
	x := mustFind(L, "read")
	if x.waiting {
		lua54.Errorf(L, "websocket.read: another task reads from %d", x.id)
	}
	return (*reading)(x).read(L)
}

// reading is a session in a task's read.
type reading session

func (r *reading) read(L *luahost.State) int {
	x := (*session)(r)
	for {
		switch x.next() {
		case gotClosed:
			x.raiseLost(L)
		case gotNothing:
			return x.parkThen(L, r)
		}
		switch x.ev.kind {
		case message:
			data := lua54.NewString(x.ev.data)
			if x.client { // the next one may come while this one is looked at
				x.taken = false
				x.release()
			}
			return lua54.Push(L, data)
		case ended:
			return x.readEnd(L)
		}
	}
}

// Continue is read after a wait.
func (r *reading) Continue(L *luahost.State, _ []lua.LValue) int { return r.read(L) }

// Unwound is the end of the task in which read waits.
func (r *reading) Unwound() { r.waiting = false }

func (x *session) readEnd(L *luahost.State) int {
	end := x.ev.end
	switch {
	case end.err == nil && end.Err == nil:
		x.leave()
		if x.client {
			x.finish()
		}
		return lua54.Push(L, lua.LFalse, lua.LString(payload(end.End)))
	case end.err != nil, errors.Is(end.Err, wsbridge.ErrLost), errors.Is(end.Err, wsbridge.ErrAborted):
		x.raiseLost(L)
	case errors.Is(end.Err, wsbridge.ErrTooLong):
		lua54.Errorf(L, "websocket.read: payload_len is too large: a message is over the limit")
	}
	lua54.Errorf(L, "websocket.read: %s", end.Err.Error())
	return 0
}

// payload is that of a Close frame.
func payload(end wsbridge.End) string {
	if end.Code == wsbridge.CloseNoStatus {
		return ""
	}
	return string([]byte{byte(end.Code >> 8), byte(end.Code)}) + end.Reason
}
