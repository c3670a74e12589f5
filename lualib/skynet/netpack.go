package skynet

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/luahost/pack"
	"github.com/luaws/luaws/lualib/frame"
	"github.com/luaws/luaws/lualib/skynet/socket"
	"github.com/luaws/luaws/wsbridge"
)

// The module skynet.netpack, for gates that a project brings itself;
// snax.gateserver does without.

var netpackFunctions = map[string]lua.LGFunction{
	"filter": filterFrames, "pop": popFrame, "clear": clearFrames, "pack": packFrame, "tostring": frameString,
}

// frameQueue is the queue of a gate: frames that were not popped, and what has
// come of others.
type frameQueue struct {
	joiners map[int]*frame.Joiner // of the sockets that have a frame that is not complete
	ready   []poppable
}

type poppable struct {
	fd   int
	data string
}

func (q *frameQueue) String() string       { return fmt.Sprintf("userdata: %p", q) }
func (q *frameQueue) Type() lua.LValueType { return lua.LTUserData }

// queueOf is argument n, a queue, or nil if there is none yet.
func queueOf(L *luahost.State, n int) *frameQueue {
	switch q := L.Get(n).(type) {
	case *lua.LNilType:
		return nil
	case *frameQueue:
		return q
	}
	lua54.TypeError(L, n, "netpack queue")
	return nil
}

// filter(queue, msg, sz) takes in what has happened to a socket. It returns the
// queue, which is to be given to the next call, and, if it is for the script:
// "data" and a frame (fd, msg, sz); "more" if pop has frames; "open", "close",
// "error", "warning" or "init" and what belongs to it.
func filterFrames(L *luahost.State) int {
	q := queueOf(L, 1)
	m, ok := L.Get(2).(*socket.Message)
	if !ok {
		lua54.ArgError(L, 2, "a message of a socket expected")
	}
	queue := L.Get(1)
	id, n, text := lua54.Int(int64(m.ID)), lua54.Int(int64(m.N)), lua.LString(m.Text)
	switch m.Kind {
	case wsbridge.EventData:
		if q == nil {
			q = &frameQueue{joiners: map[int]*frame.Joiner{}}
		}
		return q.data(L, m)
	case wsbridge.EventOpen:
		return lua54.Push(L, queue, lua.LString("init"), id, text, n)
	case wsbridge.EventClose:
		q.forget(m.ID)
		return lua54.Push(L, queue, lua.LString("close"), id)
	case wsbridge.EventAccept:
		return lua54.Push(L, queue, lua.LString("open"), n, text)
	case wsbridge.EventError:
		q.forget(m.ID)
		return lua54.Push(L, queue, lua.LString("error"), id, text)
	case wsbridge.EventWarning:
		return lua54.Push(L, queue, lua.LString("warning"), id, n)
	}
	return lua54.Push(L, queue)
}

// data takes a socket's input in.
func (q *frameQueue) data(L *luahost.State, m *socket.Message) int {
	j := q.joiners[m.ID]
	if j == nil {
		j = &frame.Joiner{}
	}
	before := len(q.ready)
	lua54.Charge(L, len(m.Data))
	j.Add(m.Data, func(f string) { q.ready = append(q.ready, poppable{m.ID, f}) })
	if j.Partial() > 0 {
		q.joiners[m.ID] = j
	} else {
		delete(q.joiners, m.ID)
	}
	switch len(q.ready) - before {
	case 0:
		return lua54.Push(L, q)
	case 1:
		f := q.ready[before]
		q.ready = q.ready[:before]
		return lua54.Push(L, append([]lua.LValue{q, lua.LString("data")}, f.values()...)...)
	}
	return lua54.Push(L, q, lua.LString("more"))
}

func (q *frameQueue) forget(fd int) {
	if q != nil {
		delete(q.joiners, fd)
	}
}

func (f poppable) values() []lua.LValue {
	return []lua.LValue{lua54.Int(int64(f.fd)), pack.NewRef(pack.OfBytes(f.data)), lua54.Int(int64(len(f.data)))}
}

// popFrame is pop(queue): fd, msg, sz, or nothing.
func popFrame(L *luahost.State) int {
	q := queueOf(L, 1)
	if q == nil || len(q.ready) == 0 {
		return 0
	}
	f := q.ready[0]
	q.ready[0] = poppable{}
	if q.ready = q.ready[1:]; len(q.ready) == 0 {
		q.ready = nil
	}
	return lua54.Push(L, f.values()...)
}

// clearFrames is clear(queue).
func clearFrames(L *luahost.State) int {
	if q := queueOf(L, 1); q != nil {
		*q = frameQueue{joiners: map[int]*frame.Joiner{}}
	}
	return 0
}

// packFrame is pack(string) or pack(msg, sz): a frame, as msg and sz.
func packFrame(L *luahost.State) int {
	data := bytesOf(L, 1)
	if len(data) > frame.MaxLen {
		lua54.Errorf(L, "Invalid size (too long) of data : %d", len(data))
	}
	f := frame.Make(data)
	return lua54.Push(L, pack.NewRef(pack.OfBytes(f)), lua54.Int(int64(len(f))))
}

// frameString is tostring(msg, sz): the bytes of a message, which is gone then.
func frameString(L *luahost.State) int {
	if L.Get(1) == lua.LNil {
		return lua54.Push(L, lua.LString(""))
	}
	s := bytesOf(L, 1)
	discard(L, 1)
	return lua54.Push(L, lua.LString(s))
}
