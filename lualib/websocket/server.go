package websocket

import (
	"net"
	"sync"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// serverLib is the module websocket.server, by which a script turns an accepted
// socket into a websocket itself.
type serverLib struct {
	server  *wsbridge.Server
	sockets *wsbridge.Sockets
}

// Modules is websocket.server, .client, .connection and .room.
func Modules(server *wsbridge.Server, sockets *wsbridge.Sockets) map[string]luahost.Module {
	k := &serverLib{server, sockets}
	return map[string]luahost.Module{
		"websocket.server":     {Core: true, Open: func(*luahost.Service, *luahost.State) lua.LValue { return k.class() }},
		"websocket.client":     {Core: true, Open: func(*luahost.Service, *luahost.State) lua.LValue { return (&clientLib{server, sockets}).open() }},
		"websocket.connection": connectionLib(server),
		"websocket.room":       rooms(server),
	}
}

// class is a class as of require "class", so that scripts can derive from it.
func (k *serverLib) class() *lua54.Table {
	t := lua54.NewTable(0, 8)
	for name, f := range map[string]lua.LGFunction{
		"new": newServer, "set_timeout": setTimeout, "set_path": setPath, "start": k.start, "close": k.close,
		"stats": k.stats,
	} {
		t.RawSet(lua54.Constant(name), lua54.NewFunction(f))
	}
	t.RawSetString("__index", t)
	t.RawSetString("__name", lua.LString("websocket-server"))
	return t
}

// newServer is wsserver:new{fd=, cls=, nodelay=}. TCP_NODELAY is always on.
func newServer(L *luahost.State) int {
	cls, opt := lua54.CheckTable(L, 1), lua54.CheckTable(L, 2)
	t := lua54.NewTable(0, 4)
	for _, name := range [...]string{"fd", "cls", "nodelay"} {
		if v := opt.RawGetString(name); v != lua.LNil {
			t.RawSetString(name, v)
		}
	}
	t.SetMetatable(cls)
	return lua54.Push(L, t)
}

// setTimeout sets the time for the handshake, in centiseconds.
func setTimeout(L *luahost.State) int {
	t := lua54.CheckTable(L, 1)
	if n, ok := lua54.ToFlt(L.Get(2)); ok && n > 0 && L.Get(2).Type() == lua.LTNumber {
		t.RawSetString("timeout", L.Get(2))
	}
	return lua54.Push(L, t)
}

// setPath sets the only path that is served; others are answered with 404.
func setPath(L *luahost.State) int {
	t := lua54.CheckTable(L, 1)
	if p, ok := L.Get(2).(lua.LString); ok {
		t.RawSetString("path", p)
	}
	return lua54.Push(L, t)
}

// start does the handshake and blocks until the connection has ended. A refused
// handshake just ends it; a class that can't be used is an error.
func (k *serverLib) start(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	self := lua54.CheckTable(L, 1)
	fd, ok := lua54.ToInt(lua54.Index(L, self, lua.LString("fd")))
	if !ok {
		lua54.Errorf(L, "wsserver: fd is not a socket id")
	}
	cls := lua54.Index(L, self, lua.LString("cls"))
	if cls.Type() != lua.LTTable {
		k.sockets.Close(int(fd))
		lua54.Errorf(L, "wsserver: cls is not a class (got %s)", lua54.TypeName(L, cls))
	}
	if lua54.Index(L, cls, lua.LString("new")) == lua.LNil {
		k.sockets.Close(int(fd))
		lua54.Errorf(L, "wsserver: cls is not a class (it has no 'new')")
	}
	handshake := onHandshake(L, cls)
	if handshake != lua.LNil && handshake.Type() != lua.LTFunction {
		k.sockets.Close(int(fd))
		lua54.Errorf(L, "wsserver: on_handshake is not a function (got %s)", lua54.TypeName(L, handshake))
	}
	cfg := k.server.Config
	cfg.TLS, cfg.Paths, cfg.Decide, cfg.Plain = nil, nil, nil, nil // those are for serve
	if n, ok := lua54.ToFlt(lua54.Index(L, self, lua.LString("timeout"))); ok {
		cfg.HandshakeTimeout = time.Duration(min(n, 1e9) * float64(10*time.Millisecond))
	}
	if p, ok := lua54.Str(lua54.Index(L, self, lua.LString("path"))); ok {
		cfg.Paths = []string{p}
	}
	nc, err := k.sockets.Take(int(fd))
	if err != nil {
		lua54.Errorf(L, "wsserver: socket %d: %s", fd, err.Error())
	}
	x := &session{s: s}
	if handshake != lua.LNil {
		cfg.Decide = func(h *wsbridge.Handshake) *wsbridge.HandshakeError { return x.decideIn(cls, h) }
	}
	opened := make(chan struct{})
	begin := sync.OnceFunc(func() { close(opened) })
	defer begin() // also if the task is killed
	if err := k.accept(L, x, nc, &cfg, opened); err != nil {
		return 0 // the engine tells the log, and not too often
	}
	w, a := x.attend(L, cls, begin)
	return w.ParkThen(L, a)
}

// accept does the handshake on the goroutine that is the connection's from then
// on, while the task waits. The connection runs when opened is closed.
func (k *serverLib) accept(L *luahost.State, x *session, nc net.Conn, cfg *wsbridge.Config, opened <-chan struct{}) (err error) {
	ends := luahost.EndsOf(x.s)
	ends.Add(nc, func() { nc.Close() })
	defer ends.End(nc) // the task was killed
	w := x.s.NewWait(L)
	go func() {
		conn, refused := k.server.Accept(nc, cfg)
		x.conn, err = conn, refused
		w.Post()
		if refused != nil {
			return
		}
		select {
		case <-opened:
		case <-x.s.Gone(): // it has ended in on_open, or before
		}
		k.server.Go(conn, x)
	}()
	w.Park(L)
	ends.Remove(nc)
	return err
}

// close drops the connection.
func (k *serverLib) close(L *luahost.State) int {
	t := lua54.CheckTable(L, 1)
	if fd, ok := lua54.ToInt(t.RawGetString("fd")); ok {
		k.sockets.Close(int(fd))
		t.RawSetString("fd", lua.LNil)
	}
	return 0
}
