package websocket

import (
	"net"
	"net/http"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// accept(id, handle, protocol, addr, options) takes a socket over, calls the
// functions of handle, and returns when the connection has ended: true, or false
// and an error.
func (k *library) accept(L *luahost.State) int {
	x, refused := k.begin(L)
	if x == nil {
		return lua54.Push(L, lua.LFalse, refused)
	}
	return x.serve(L, false)
}

// begin starts a connection.
func (k *library) begin(L *luahost.State) (x *session, refused lua.LValue) {
	s := luahost.ServiceOf(L)
	id, handle, protocol := int(lua54.CheckInt(L, 1)), L.Get(2), L.Get(3)
	s.NewWait(L) // raises an error if that can't be
	cfg := k.config()
	switch {
	case protocol == lua.LNil || protocol == lua.LFalse || lua54.RawEq(protocol, lua.LString("ws")):
		cfg.TLS = nil
	case lua54.RawEq(protocol, lua.LString("wss")):
		cfg.TLS = k.ofServer(L)
	default:
		lua54.Errorf(L, "invalid websocket protocol:%s", lua54.ToString(L, protocol))
	}
	up := k.upgrade(L, L.Get(5), &cfg)
	nc, err := k.sockets.Take(id)
	switch {
	case err == wsbridge.ErrTaken && poolOf(s).byID[id] != nil:
		lua54.Errorf(L, "socket is not closed")
	case err == wsbridge.ErrNoSocket, err == wsbridge.ErrTaken:
		return nil, lua.LString("invalid socket")
	case err != nil:
		return nil, lua.LString(err.Error())
	}
	x = newSession(s, id)
	x.opening, x.addr, x.task = &opening{nc: nc}, L.Get(4), s.Current()
	if lua.LVAsBool(handle) {
		x.handle = handle
	}
	if up != nil {
		x.opening.header = up.header
	}
	x.warns = lua.LVAsBool(x.handle) && lua.LVAsBool(lua54.Index(L, x.handle, lua.LString("warning")))
	x.enter()
	cfg.Opened = func() *wsbridge.HandshakeError { return x.open(k.server) }
	go x.shake(k.server, nc, up, &cfg)
	return x, nil
}

// open tells of the stream and waits for the connect callback, unless the
// server is stopping.
func (x *session) open(server *wsbridge.Server) *wsbridge.HandshakeError {
	if !x.deliver(event{kind: opened}, false, server.Stopping()) {
		return &wsbridge.HandshakeError{Status: http.StatusServiceUnavailable, Reason: "shutting down"}
	}
	return x.opening.refusal
}

// shake does the handshake, on a goroutine that ends with it: its stack has
// grown, and reading needs little.
func (x *session) shake(server *wsbridge.Server, nc net.Conn, up *upgrade, cfg *wsbridge.Config) {
	var c *wsbridge.Conn
	var err error
	if up != nil {
		c, err = server.AcceptHead(nc, up.head, cfg)
	} else {
		c, err = server.Accept(nc, cfg)
	}
	if x.opening.stopped {
		x.s.Do(func() { x.arriveAs(event{kind: ended, end: &ending{err: wsbridge.ErrServerClosed}}) })
		return
	}
	if err != nil {
		x.deliver(event{kind: ended, end: &ending{err: err}}, false, nil)
		return
	}
	if !x.deliver(event{kind: upgraded, conn: c}, false, nil) {
		c.Close(wsbridge.CloseGoingAway, "service ended")
	}
	server.Go(c, x)
}

// serve calls the callback of the next event. While it waits for one, or in the
// callback, accept is no Go frame. parked: it has waited.
func (x *session) serve(L *luahost.State, parked bool) int {
	later := false
	defer func() {
		if !later {
			x.abandon()
		}
	}()
	for ; ; parked = false {
		switch x.next() {
		case gotClosed:
			return x.closedByUs(L, parked)
		case gotNothing:
			n := x.parkThen(L, x)
			later = true
			return n
		}
		var name lua.LValue
		var args [2]lua.LValue
		n := 0
		switch x.ev.kind {
		case opened:
			name = onConnect
		case upgraded:
			name, n, args = onHandshake, 2, [2]lua.LValue{x.requestHeader(), lua.LString(x.conn.URL())}
		case message:
			kind := textType
			if x.ev.typ == wsbridge.Binary {
				kind = binaryType
			}
			name, n, args = onMessage, 2, [2]lua.LValue{lua54.NewString(x.ev.data), kind}
		case ping_:
			name = onPing
		case pong_:
			name = onPong
		case ended:
			return x.end(L)
		}
		if x.push(L, x.handle, name, args[:n]) {
			later = true
			return lua54.PCallThen(L, 1+n, 0, lua54.WithTraceback, (*calling)(x))
		}
	}
}

// Continue is accept after a wait.
func (x *session) Continue(L *luahost.State, _ []lua.LValue) int { return x.serve(L, true) }

// Unwound is the end of the task in which accept waits.
func (x *session) Unwound() {
	x.waiting = false
	x.abandon()
}

// calling is a session in a callback.
type calling session

// Called is accept after the callback.
func (c *calling) Called(L *luahost.State, err lua.LValue, ok bool) int {
	if x := (*session)(c); !ok {
		defer x.abandon()
		return x.failed(L, err)
	} else {
		return x.serve(L, false)
	}
}

// Unwound is the end of the task in the callback.
func (c *calling) Unwound() { (*session)(c).abandon() }

var textType, binaryType lua.LValue = lua.LString("text"), lua.LString("binary")

// The names of the callbacks.
var (
	onConnect   lua.LValue = lua.LString("connect")
	onHandshake lua.LValue = lua.LString("handshake")
	onMessage   lua.LValue = lua.LString("message")
	onPing      lua.LValue = lua.LString("ping")
	onPong      lua.LValue = lua.LString("pong")
	onClose     lua.LValue = lua.LString("close")
	onError     lua.LValue = lua.LString("error")
)

// call calls a callback, if there is one, protected.
func (x *session) call(L *luahost.State, name lua.LValue, args ...lua.LValue) (err lua.LValue, ok bool) {
	if !x.push(L, x.handle, name, args) {
		return nil, true
	}
	return lua54.PCall(L, 1+len(args), 0, lua54.WithTraceback)
}

// last finishes x and calls a callback of its, unprotected.
func (x *session) last(L *luahost.State, name lua.LValue, args ...lua.LValue) {
	handle := x.handle
	if x.finish(); x.push(L, handle, name, args) {
		lua54.Call(L, 1+len(args), 0)
	}
}

func (x *session) push(L *luahost.State, handle, name lua.LValue, args []lua.LValue) bool {
	if handle == lua.LNil {
		return false
	}
	f := lua54.Index(L, handle, name)
	if !lua.LVAsBool(f) {
		return false
	}
	lua54.Push(L, f, x.value())
	lua54.Push(L, args...)
	return true
}
