package websocket

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// session is one connection of a class-style handler: the Handler of its
// wsbridge.Conn, and the instance in its service.
type session struct {
	s    *luahost.Service
	conn *wsbridge.Conn
	over func() // called once on_close has run, if not nil

	self, ws                    *lua54.Table
	onMessage, onError, onClose lua.LValue
	unfinished                  gate
	opened                      bool // there is an instance: messages and the end are told
	client                      bool // of websocket.client
	isolated                    bool // s ends with the connection
	ending                      atomic.Bool
}

// callbacks are what a class must have, in the order in which the seed asks.
var callbacks = [...]string{"on_open", "on_error", "on_close", "on_message"}

// make makes the instance, in a task, and returns its headers. It raises an error
// if there is none.
func (x *session) make(L *luahost.State, cls lua.LValue) (headers lua.LValue) {
	opt, ws := newOptions(x.s, x.conn)
	headers = opt.RawGetString("headers")
	L.Push(lua54.Index(L, cls, lua.LString("new")))
	lua54.Push(L, cls, opt)
	lua54.Call(L, 2, 1)
	self, ok := L.Get(-1).(*lua54.Table)
	L.Pop(1)
	if !ok {
		lua54.Errorf(L, "the class's new returned no object")
	}
	var fns [len(callbacks)]lua.LValue
	for i, name := range callbacks {
		if fns[i] = lua54.Index(L, self, lua.LString(name)); fns[i].Type() != lua.LTFunction {
			lua54.Errorf(L, "WebSocket need `%s` method.", name)
		}
	}
	if n, ok := lua54.ToInt(lua54.Index(L, self, lua.LString("max_payload_len"))); ok && n > 0 {
		x.conn.SetMaxMessage(n)
	}
	if !x.client && lua.LVAsBool(lua54.Index(L, self, lua.LString("send_masked"))) {
		x.s.Log("send_masked has no effect: a server must not mask (RFC 6455 section 5.1)")
	}
	x.self, x.ws = self, ws
	x.onError, x.onClose, x.onMessage = fns[1], fns[2], fns[3]
	return headers
}

// open makes the instance, unless on_handshake has been asked, and calls on_open,
// in a task. It raises an error if there is no instance; one in on_open is logged,
// and closes the connection.
func (x *session) open(L *luahost.State, cls lua.LValue) {
	if x.self == nil {
		x.make(L, cls)
	}
	x.opened = true
	x.watchQueue(L)
	if !x.call(L, lua54.Index(L, x.self, lua.LString(callbacks[0]))) {
		x.conn.Close(wsbridge.CloseInternal, "on_open failed")
	}
}

// call calls a method of the instance. An error is logged with its traceback.
func (x *session) call(L *luahost.State, f lua.LValue, args ...lua.LValue) bool {
	lua54.Push(L, f, x.self)
	lua54.Push(L, args...)
	err, ok := lua54.PCall(L, 1+len(args), 0, traceback)
	if !ok {
		x.s.Log(lua54.ToString(L, err))
	}
	return ok
}

// traceback is a message handler for PCall.
var traceback = lua54.NewFunction(func(L *luahost.State) int {
	return lua54.Push(L, lua.LString(lua54.Traceback(L, lua54.ToString(L, L.Get(1)), 1)))
})

var textType, binaryType lua.LValue = lua.LString("text"), lua.LString("binary")

// Message starts on_message in a task of its own. The reading goroutine, which
// calls this, usually runs it.
func (x *session) Message(c *wsbridge.Conn, t wsbridge.MessageType, data []byte) {
	if !x.opened {
		return
	}
	x.unfinished.enter(c)
	kind := textType
	if t == wsbridge.Binary {
		kind = binaryType
	}
	x.s.StartHere(x.s.NewBrief(x, x.onMessage, x.self, lua54.NewString(data), kind))
}

// TaskEnded is the end of on_message.
func (x *session) TaskEnded(_ *luahost.Task, err error) {
	left := x.unfinished.leave()
	x.s.LogError(err)
	if left == 0 && x.ending.Load() {
		x.s.Stop()
	}
}

// grace is how long messages may go on in the service of an isolated connection
// that has ended.
const grace = time.Minute

// endService ends the service of an isolated connection once the messages that
// it has accepted are worked off, or grace is over.
func (x *session) endService() {
	if x.ending.Store(true); x.unfinished.count() == 0 {
		x.s.Stop()
	} else {
		x.s.After(grace, func() { x.s.Stop() })
	}
}

// Closed calls on_error, if the end is an error, and on_close, and returns when
// they have.
func (x *session) Closed(_ *wsbridge.Conn, end wsbridge.End) {
	done := make(chan struct{})
	task := x.s.NewTask(lua54.NewFunction(func(L *luahost.State) int {
		x.close(L, end)
		return 0
	}))
	task.OnEnd(func(error) {
		switch {
		case x.isolated:
			x.endService()
		case x.over != nil:
			x.over()
		default:
			x.leave()
		}
		close(done)
	})
	x.s.StartHere(task)
	<-done
}

func (x *session) close(L *luahost.State, end wsbridge.End) {
	if !x.opened {
		return
	}
	x.ws.RawSetString("closed", lua.LTrue)
	if end.Err != nil {
		x.call(L, x.onError, lua.LString(end.Err.Error()))
	}
	x.call(L, x.onClose, lua.LString(describe(end)), lua54.Int(int64(end.Code)))
}

// describe is the peer's reason, or what happened.
func describe(end wsbridge.End) string {
	switch {
	case end.Reason != "":
		return end.Reason
	case end.Err != nil:
		return end.Err.Error()
	case end.Code == wsbridge.CloseNoStatus:
		return "closed"
	}
	return fmt.Sprintf("closed with code %d", end.Code)
}

// Drain waits until all messages that were delivered are done with.
func (x *session) Drain(ctx context.Context, _ *wsbridge.Conn) { x.unfinished.drain(ctx) }
