package websocket

import (
	"errors"
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// clientLib is the module websocket.client: websockets to other servers, handled
// by a class as those of clients are, or by a task that sends and receives.
type clientLib struct {
	server  *wsbridge.Server
	sockets *wsbridge.Sockets // where the connections' ids are from
}

// open makes the module: a class as of require "class", and the function connect.
func (k *clientLib) open() *lua54.Table {
	t := lua54.NewTable(0, 8)
	for name, f := range map[string]lua.LGFunction{
		"new": k.new, "start": k.start, "close": closeClient, "connect": k.connect,
	} {
		t.RawSet(lua54.Constant(name), lua54.NewFunction(f))
	}
	t.RawSetString("__index", t)
	t.RawSetString("__name", lua.LString("websocket-client"))
	return t
}

// client is what new has made; clientKey is where its table holds it, out of
// reach of scripts.
type client struct {
	dialer
	cls     *lua54.Table
	conn    *wsbridge.Conn // while there is one
	started bool
	closed  bool // by close
}

func (c *client) String() string       { return "websocket client" }
func (c *client) Type() lua.LValueType { return lua.LTUserData }

var clientKey = &client{}

// new is wsclient:new{url=, cls=, headers=, subprotocol=, timeout=, tls=,
// reconnect=}. Times are in centiseconds.
func (k *clientLib) new(L *luahost.State) int {
	class, opt := lua54.CheckTable(L, 1), lua54.CheckTable(L, 2)
	r := optionReader{L, "wsclient:new", opt}
	c := &client{cls: r.table("cls")}
	if c.cls == nil || lua54.Index(L, c.cls, lua.LString("new")) == lua.LNil {
		lua54.Errorf(L, "wsclient:new: cls is not a class")
	}
	c.opt = k.readOptions(L, r.function, r.text("url"), opt)
	t := lua54.NewTable(0, 2)
	t.RawSet(clientKey, c)
	t.SetMetatable(class)
	return lua54.Push(L, t)
}

func clientOf(L *luahost.State, method string) *client {
	if t, ok := L.Get(1).(*lua54.Table); ok {
		if c, ok := t.RawGet(clientKey).(*client); ok {
			return c
		}
	}
	lua54.Errorf(L, "wsclient:%s: not a websocket client (use ':', not '.')", method)
	return nil
}

// start connects and blocks until the connection has ended; with reconnect,
// until one was closed by this side. It returns true; or false, what kept it
// from connecting, and the HTTP status if the server has refused.
func (k *clientLib) start(L *luahost.State) int {
	c := clientOf(L, "start")
	s := luahost.ServiceOf(L)
	switch {
	case c.started:
		lua54.Errorf(L, "wsclient:start: it has been started")
	case c.closed:
		return lua54.Push(L, lua.LFalse, lua.LString(text(errGivenUp)))
	}
	c.started = true
	defer func() { c.started = false }()
	for {
		err := k.once(L, s, c)
		if err == nil {
			return lua54.Push(L, lua.LTrue)
		}
		if err = c.again(L, s, err); err != nil {
			return failed(L, lua.LFalse, err)
		}
	}
}

// once is one connection. Its error is why there should be another one.
func (k *clientLib) once(L *luahost.State, s *luahost.Service, c *client) error {
	conn, err := c.dial(L, s)
	if err != nil {
		return err
	}
	c.conn = conn
	defer func() { c.conn = nil }()
	began := s.Host().Clock().Now()
	end := k.live(L, s, conn, c.cls)
	if conn.ClosedByUs() || c.closed || c.opt.retry == nil {
		return nil
	}
	c.opt.retry.lived(s.Host().Clock().Now().Sub(began))
	return ended(end)
}

func ended(how wsbridge.End) error { return errors.New("the connection has ended: " + describe(how)) }

// clientSession is a session that keeps its end.
type clientSession struct {
	*session
	end wsbridge.End
}

func (x *clientSession) Closed(c *wsbridge.Conn, end wsbridge.End) {
	x.end = end
	x.session.Closed(c, end)
}

// live runs a connection with an instance of cls.
func (k *clientLib) live(L *luahost.State, s *luahost.Service, conn *wsbridge.Conn, cls lua.LValue) wsbridge.End {
	x := &clientSession{session: &session{s: s, conn: conn, client: true}}
	opened := make(chan struct{})
	go func() {
		select {
		case <-opened:
		case <-s.Gone(): // it has ended in on_open, or before
		}
		k.server.Go(conn, x)
	}()
	w, a := x.attend(L, cls, func() { close(opened) })
	over := false
	defer func() {
		if !over {
			a.Unwound()
		}
	}()
	w.Park(L)
	over = true
	a.Continue(L, nil)
	return x.end
}

// closeClient is c:close(reason, code): the connection is closed, and none made any more.
func closeClient(L *luahost.State) int {
	c := clientOf(L, "close")
	code, reason := closeArgs(L, "wsclient:close")
	c.closed = true
	if c.conn != nil {
		c.conn.Close(code, reason)
	}
	if c.giveUp != nil {
		c.giveUp()
	}
	return 0
}

// failed pushes what a function returns that couldn't connect.
func failed(L *luahost.State, first lua.LValue, err error) int {
	n := lua54.Push(L, first, lua.LString(text(err)))
	if code := status(err); code != 0 {
		n += lua54.Push(L, lua54.Int(int64(code)))
	}
	return n
}

// text is an error without the name of a package.
func text(err error) string {
	return strings.TrimPrefix(strings.TrimPrefix(fmt.Sprint(err), "wsbridge: "), "handshake: ")
}
