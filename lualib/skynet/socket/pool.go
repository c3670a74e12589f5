package socket

import (
	"fmt"
	"strconv"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// pool is the sockets that a service uses by skynet.socket. It is the Sink of
// these.
type pool struct {
	s       *luahost.Service
	sockets *wsbridge.Sockets
	socks   map[int]*sock
	onClose map[int]lua.LValue
}

// sock is one of a service's sockets.
type sock struct {
	pool *pool
	id   int
	kind kind
	st   *wsbridge.Stream // of a stream

	callback   lua.LValue // of clients, or of datagrams; nil: there is none
	connected  bool
	connecting bool
	failure    string // why it is not connected
	paused     bool
	limit      int
	onWarning  lua.LValue

	waits   bool // a task waits for the socket
	wait    luahost.Wait
	then    func(*sock, *luahost.State) int // what it does then
	closing *luahost.Wait                   // of the task that closes it while another one reads

	locked  bool // see lock
	lockers []luahost.Wait
}

type kind uint8

const (
	stream    kind = iota
	listening      // not started yet
	listener
	datagrams
)

func (k *library) poolOf(s *luahost.Service) *pool {
	return luahost.Kept(s, func() *pool {
		p := &pool{s: s, sockets: k.sockets, socks: map[int]*sock{}, onClose: map[int]lua.LValue{}}
		s.OnExit(func() {
			for id := range p.socks {
				p.sockets.CloseOf(p, id)
			}
		})
		return p
	})
}

// here is the pool of the service that L runs.
func (k *library) here(L *luahost.State) *pool { return k.poolOf(luahost.ServiceOf(L)) }

// check is argument 1, the id of a socket of the service's.
func (k *library) check(L *luahost.State) *sock {
	id := idArg(L)
	x := k.here(L).socks[id]
	if x == nil {
		lua54.Errorf(L, "socket %d is not open in this service", id)
	}
	return x
}

// idArg is argument 1, an id; one that can't be is 0.
func idArg(L *luahost.State) int {
	n := lua54.CheckInt(L, 1)
	if int64(int(n)) != n {
		return 0
	}
	return int(n)
}

// SocketEvent has the service take an event in, in its turn.
func (p *pool) SocketEvent(e wsbridge.Event, here bool) bool {
	f := func() { p.event(e) }
	if here {
		return p.s.DoHere(f)
	}
	return p.s.Do(f)
}

// event is called by the service, outside of its tasks.
func (p *pool) event(e wsbridge.Event) {
	x := p.socks[e.ID]
	switch e.Kind {
	case wsbridge.EventData:
		if x != nil {
			x.resume()
		}
	case wsbridge.EventOverflow:
		if x != nil {
			p.s.Log(fmt.Sprintf("socket buffer overflow: fd=%d size=%d", x.id, x.st.Buffered()))
			p.sockets.Close(x.id)
		}
	case wsbridge.EventOpen:
		if x != nil && !x.connected {
			x.connected = true
			x.resume()
		}
	case wsbridge.EventClose:
		p.closed(e.ID)
	case wsbridge.EventAccept:
		p.accepted(x, e)
	case wsbridge.EventError:
		p.failed(x, e)
	case wsbridge.EventDatagram:
		p.datagram(x, e.ID)
	case wsbridge.EventWarning:
		p.warn(x, e.N)
	}
}

// closed takes in that no more input will come.
func (p *pool) closed(id int) {
	x := p.socks[id]
	if x == nil {
		p.sockets.CloseOf(p, id)
	}
	if f := p.onClose[id]; f != nil {
		delete(p.onClose, id)
		p.begin(f, handling{}, lua54.Int(int64(id)))
	}
	if x != nil {
		x.connected = false
		x.resume()
	}
}

func (p *pool) accepted(x *sock, e wsbridge.Event) {
	if x == nil || x.callback == nil {
		p.sockets.Shutdown(e.N)
		return
	}
	p.begin(x.callback, handling{text: len(e.Text), accepted: e.N}, lua54.Int(int64(e.N)), lua.LString(e.Text))
}

func (p *pool) failed(x *sock, e wsbridge.Event) {
	switch {
	case x == nil:
		p.sockets.Shutdown(e.ID)
		p.s.Log("socket: error on unknown " + strconv.Itoa(e.ID) + " " + e.Text)
		return
	case x.kind == listener:
		p.s.Log("socket: accept error: " + e.Text)
		return
	case x.connected:
		p.s.Log("socket: error on " + strconv.Itoa(e.ID) + " " + e.Text)
	case x.connecting:
		x.failure = e.Text
	}
	x.connected = false
	p.sockets.Shutdown(e.ID)
	x.resume()
}

func (p *pool) datagram(x *sock, id int) {
	g, ok := p.sockets.NextDatagram(id)
	if !ok {
		return
	}
	if x == nil || x.callback == nil {
		p.s.Log("socket: drop udp package from " + strconv.Itoa(id))
		return
	}
	p.begin(x.callback, handling{}, lua.LString(g.Data), lua.LString(udpName(g.Addr)))
}

func (p *pool) warn(x *sock, size int) {
	switch {
	case x == nil:
	case x.onWarning != nil:
		p.begin(x.onWarning, handling{}, lua54.Int(int64(x.id)), lua54.Int(int64(size)))
	default:
		p.s.Log(fmt.Sprintf("WARNING: %d K bytes need to send out (fd = %d)", size, x.id))
	}
}

// messageSize is that of skynet's message about a socket, without the text.
const messageSize = 24

// begin starts a task at once, for a message about a socket.
func (p *pool) begin(f lua.LValue, h handling, args ...lua.LValue) {
	t := p.s.NewTask(f, args...)
	h.p = p
	t.SetOwner(&h)
	t.Begin()
}

// handling owns the task of a message with so many bytes of text.
type handling struct {
	p        *pool
	text     int
	accepted int // the socket that it is about, if that is a new one
}

// TaskEnded logs an error as skynet's dispatcher does.
func (h *handling) TaskEnded(_ *luahost.Task, err error) {
	h.p.s.LogFailed(0, 0, messageSize+h.text, err)
	if h.accepted != 0 && err != nil { // nobody will use the socket
		h.p.sockets.Discard(h.accepted)
	}
}

// resume goes on with the task that waits for the socket, or if that was killed
// with who waits for that task.
func (x *sock) resume() {
	if !x.waits {
		return
	}
	x.waits = false
	if c := x.closing; !x.wait.Resume() && c != nil {
		x.closing = nil
		c.Resume()
	}
}

// suspend parks the running task until something happens to the socket. then goes
// on as the function that it is in.
func (x *sock) suspend(L *luahost.State, then func(*sock, *luahost.State) int) int {
	if x.waits && !x.wait.Over() {
		lua54.Errorf(L, "another task waits for socket %d", x.id)
	}
	x.wait, x.waits, x.then = x.pool.s.NewWait(L), true, then
	if x.paused {
		x.pool.s.Log(fmt.Sprintf("Resume socket (%d)", x.id))
		x.pool.sockets.Start(x.id, x.pool, false)
		x.paused = false
	}
	return x.wait.ParkThen(L, x)
}

// Continue is a function after suspend.
func (x *sock) Continue(L *luahost.State, _ []lua.LValue) int {
	if c := x.closing; c != nil {
		x.closing = nil
		x.pool.s.Wake(func() { c.Resume() })
	}
	return x.then(x, L)
}

// Unwound is the end of the task that waits.
func (x *sock) Unwound() {}
