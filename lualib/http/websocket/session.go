package websocket

import (
	"net"
	"net/http"
	"sync"
	"sync/atomic"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// session is one connection. Its goroutine (the one that does the handshake,
// then the one that reads) delivers one event after the other; a task takes
// them: the one that is in accept, or one that reads. The goroutine goes on when
// the event is done with, so that a connection is read as fast as it is handled.
type session struct {
	s      *luahost.Service
	id     int
	addr   lua.LValue
	realIP lua.LValue
	handle lua.LValue // the callbacks; LNil: none, or a client

	// The goroutine's, until it delivers.
	ev     event
	ack    chan struct{}
	arrive func()

	// The service's.
	opening *opening       // until the handshake callback; nil: a client
	conn    *wsbridge.Conn // nil: the handshake is not done
	wait    luahost.Wait
	task    *luahost.Task // in accept; nil: none, or a client
	lost    *lua54.Table  // what was raised for a broken connection

	state atomic.Int32

	client  bool
	warns   bool // handle has a warning
	pooled  bool // open, as scripts see it
	over    bool // events are for nobody
	fresh   bool // ev has arrived
	taken   bool // ev is being handled
	final   bool // ev is the end
	waiting bool // a task waits for an event
	full    bool // the client doesn't read
}

// opening is what a session has besides until it is open.
type opening struct {
	nc      net.Conn                 // until there is a conn
	early   []frame                  // written before that
	header  lua.LValue               // of the request, if the script has read it
	refusal *wsbridge.HandshakeError // what the connect callback wants
	stopped bool                     // the server stops; the goroutine's
}

// States of an event.
const (
	done    int32 = iota
	given         // delivered, and not done with
	blocked       // the same, and the goroutine waits for that
)

type kind uint8

const (
	opened   kind = iota // the stream stands, TLS included
	upgraded             // the handshake is done: conn
	message              // data, typ
	ping_
	pong_
	ended // end; or err, the handshake's
)

type event struct {
	kind kind
	typ  wsbridge.MessageType
	data []byte
	conn *wsbridge.Conn
	end  *ending
}

type ending struct {
	wsbridge.End
	err error // the handshake's
}

func newSession(s *luahost.Service, id int) *session {
	x := &session{s: s, id: id, addr: lua.LNil, realIP: lua.LNil, handle: lua.LNil}
	x.arrive = x.arrived
	return x
}

func (x *session) value() lua.LValue { return lua54.Int(int64(x.id)) }

// deliver gives ev to the task and waits until it is done with. reading: the
// caller is in the read loop. It reports false if the service has ended, or stop
// says not to wait longer.
func (x *session) deliver(ev event, reading bool, stop <-chan struct{}) bool {
	x.ev = ev
	x.state.Store(given)
	if !x.s.DoHere(x.arrive) {
		return false
	}
	if x.state.Load() == done {
		return true
	}
	x.ack = acks.Get().(chan struct{})
	if !x.state.CompareAndSwap(given, blocked) {
		x.reuseAck()
		return true
	}
	if reading { // what the handler sends meanwhile has to go out
		x.ev.conn.Waiting(true)
		defer x.ev.conn.Waiting(false)
	}
	select {
	case <-x.ack:
		x.reuseAck()
		return true
	case <-stop:
		x.opening.stopped = true
		return false
	case <-x.s.Gone():
		return false
	}
}

// acks are channels that no session uses: most sessions need one for their opening
// only.
var acks = sync.Pool{New: func() any { return make(chan struct{}, 1) }}

func (x *session) reuseAck() {
	acks.Put(x.ack)
	x.ack = nil
}

// release lets the goroutine go on. What follows is the service's.
func (x *session) release() {
	if x.state.Swap(done) == blocked {
		x.ack <- struct{}{}
	}
}

// arriveAs is an event that isn't waited for.
func (x *session) arriveAs(ev event) {
	x.ev = ev
	x.arrived()
}

func (x *session) arrived() {
	if x.ev.kind == upgraded {
		x.upgraded(x.ev.conn)
	}
	if x.over {
		x.release()
		return
	}
	x.fresh = true
	if x.final = x.ev.kind == ended; x.final && x.client {
		x.release()
	}
	if x.waiting {
		x.wake()
	}
}

func (x *session) wake() {
	x.waiting = false
	x.wait.Resume()
}

// next is done with the last event and takes the next one into ev.
func (x *session) next() found {
	if x.taken {
		x.taken = false
		x.release()
	}
	switch {
	case !x.pooled:
		return gotClosed
	case x.final: // it stays
		return gotEvent
	case x.fresh:
		x.fresh, x.taken = false, true
		return gotEvent
	}
	return gotNothing
}

type found int

const (
	gotEvent   found = iota // in ev
	gotClosed               // by this side
	gotNothing              // yet: to be parked for
)

// parkThen waits until there may be something; k goes on then.
func (x *session) parkThen(L *luahost.State, k lua54.Continuation) int {
	x.wait, x.waiting = x.s.NewWait(L), true
	return x.wait.ParkThen(L, k)
}

// enter puts x into the pool, leave takes it out.
func (x *session) enter() {
	x.pooled = true
	poolOf(x.s).byID[x.id] = x
}

func (x *session) leave() {
	if x.pooled {
		x.pooled = false
		delete(poolOf(x.s).byID, x.id)
	}
}

// finish is the end of accept, or of a client: nobody takes events any more.
func (x *session) finish() {
	x.leave()
	x.over, x.handle = true, lua.LNil
	if x.fresh || x.taken {
		x.fresh, x.taken = false, false
		x.release()
	}
}

// drop ends the connection below. A client that has no websocket yet gets status.
func (x *session) drop(code int, reason string, status int) {
	switch {
	case x.conn != nil:
		x.conn.Close(code, reason)
	case x.taken && x.ev.kind == opened: // in the connect callback
		x.opening.refusal = &wsbridge.HandshakeError{Status: status, Reason: http.StatusText(status)}
	default:
		x.opening.nc.Close()
	}
}

// What follows is the goroutine's: x is its connection's wsbridge.ControlHandler.

func (x *session) Message(c *wsbridge.Conn, t wsbridge.MessageType, data []byte) {
	x.deliver(event{kind: message, conn: c, typ: t, data: data}, true, nil)
}

func (x *session) Ping(c *wsbridge.Conn, _ string) { x.control(c, ping_) }
func (x *session) Pong(c *wsbridge.Conn, _ string) { x.control(c, pong_) }

func (x *session) control(c *wsbridge.Conn, k kind) {
	if !x.client {
		x.deliver(event{kind: k, conn: c}, true, nil)
	}
}

// Closed returns when the end has been told.
func (x *session) Closed(c *wsbridge.Conn, end wsbridge.End) {
	x.deliver(event{kind: ended, conn: c, end: &ending{End: end}}, false, nil)
}
