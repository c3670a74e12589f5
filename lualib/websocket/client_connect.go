package websocket

import (
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// link is what connect has made: a websocket that is read by recv. Its table is
// a ws with more methods; linkKey is where that holds it.
type link struct {
	dialer
	*inbox
	busy  bool // a task is in recv or reconnect
	began time.Time
}

func (l *link) String() string       { return "websocket" }
func (l *link) Type() lua.LValueType { return lua.LTUserData }

var linkKey = &link{}

// linkMetatable is that of all links of a service.
type linkMetatable struct{ *lua54.Table }

func (k *clientLib) metatable(s *luahost.Service) *lua54.Table {
	return luahost.Kept(s, func() *linkMetatable {
		own := map[lua.LString]lua.LValue{
			"recv": lua54.NewFunction(recv), "reconnect": lua54.NewFunction(k.reconnect), "close": lua54.NewFunction(closeLink),
		}
		mt := lua54.NewTable(0, 2)
		mt.RawSetString("__index", lua54.NewFunction(func(L *luahost.State) int {
			if name, ok := L.Get(2).(lua.LString); ok && own[name] != nil {
				return lua54.Push(L, own[name])
			}
			return lua54.Push(L, field(L))
		}))
		mt.RawSetString("__name", lua.LString("websocket"))
		return &linkMetatable{mt}
	}).Table
}

// connect(url, {headers=, subprotocol=, timeout=, max_payload_len=, tls=,
// reconnect=}) returns a websocket; or nil, what is wrong, and the HTTP status
// if the server has refused. Times are in centiseconds. With reconnect it tries
// again, and so does c:reconnect().
func (k *clientLib) connect(L *luahost.State) int {
	const function = "websocket.client.connect"
	rawURL := lua54.CheckStr(L, 1)
	r := optionReader{L: L, function: function}
	if L.Get(2) != lua.LNil {
		r.t = lua54.CheckTable(L, 2)
	}
	o := k.readOptions(L, function, rawURL, r.t)
	o.cfg.MaxMessage = maxReceived
	if n, ok := r.number("max_payload_len"); ok {
		if n < 1 {
			lua54.Errorf(L, "%s: max_payload_len must be at least 1", function)
		}
		o.cfg.MaxMessage = int64(min(n, 1<<62))
	}
	x := &link{dialer: dialer{opt: o}}
	t := lua54.NewTable(0, 2)
	if err := k.establish(L, x, t); err != nil {
		return failed(L, lua.LNil, err)
	}
	t.RawSet(linkKey, x)
	t.SetMetatable(k.metatable(luahost.ServiceOf(L)))
	return lua54.Push(L, t)
}

// establish connects, and has the connection run.
func (k *clientLib) establish(L *luahost.State, x *link, t *lua54.Table) error {
	s := luahost.ServiceOf(L)
	for {
		conn, err := x.dial(L, s)
		if err == nil {
			x.inbox = newInbox(s, k.server, conn)
			t.RawSet(connKey, &handle{conn})
			t.RawSetString("closed", lua.LNil)
			x.began = s.Host().Clock().Now()
			k.server.Go(conn, x.inbox)
			return nil
		}
		if err = x.again(L, s, err); err != nil {
			return err
		}
	}
}

func linkOf(L *luahost.State, method string) (*lua54.Table, *link) {
	if t, ok := L.Get(1).(*lua54.Table); ok {
		if x, ok := t.RawGet(linkKey).(*link); ok {
			return t, x
		}
	}
	lua54.Errorf(L, "c:%s: not a websocket of connect (use ':', not '.')", method)
	return nil, nil
}

// enter has one task at a time wait.
func (x *link) enter(L *luahost.State, method string) {
	if x.busy {
		lua54.Errorf(L, "c:%s: another task waits in recv or reconnect", method)
	}
	x.busy = true
}

// recv is c:recv(timeout): the next message and its type, "text" or "binary"; or
// nil and "timeout" when none has come in so many centiseconds (nil: wait as
// long as it takes); or, after the last message, nil, the reason and the code of
// the end.
func recv(L *luahost.State) int {
	t, x := linkOf(L, "recv")
	s := luahost.ServiceOf(L)
	d, timed := optionReader{L: L, function: "c:recv"}.asTicks("timeout", L.Get(2))
	x.enter(L, "recv")
	defer func() { x.busy = false }()
	late := false
	for {
		w := s.NewWait(L)
		m, end := x.take(w)
		switch {
		case m.kind != nil:
			return lua54.Push(L, lua.LString(m.data), m.kind)
		case end != nil:
			t.RawSetString("closed", lua.LTrue)
			return lua54.Push(L, lua.LNil, lua.LString(describe(*end)), lua54.Int(int64(end.Code)))
		case timed && (late || d <= 0):
			x.leave()
			return lua54.Push(L, lua.LNil, lua.LString("timeout"))
		}
		late = x.park(L, s, w, d, timed)
	}
}

// park waits for take to be worth another try, for d at most if timed.
func (x *link) park(L *luahost.State, s *luahost.Service, w luahost.Wait, d time.Duration, timed bool) (late bool) {
	defer x.leave() // also if the task was killed
	if timed {
		timer := s.After(d, func() {
			late = !w.Over()
			w.Resume()
		})
		defer timer.Stop()
	}
	w.Park(L)
	return late
}

// reconnect is c:reconnect(): c is a new connection, made with the same options.
// It returns true, or nil and an error as connect does. While c is open it does
// nothing. With the option reconnect it waits first, as a client of a class does,
// unless this side has closed.
func (k *clientLib) reconnect(L *luahost.State) int {
	t, x := linkOf(L, "reconnect")
	_, c := connOf(L, "reconnect")
	if !c.Closing() {
		return lua54.Push(L, lua.LTrue)
	}
	x.enter(L, "reconnect")
	defer func() { x.busy = false }()
	x.drop()
	err := x.rest(L, c)
	if err == nil {
		err = k.establish(L, x, t)
	}
	if err != nil {
		return failed(L, lua.LNil, err)
	}
	return lua54.Push(L, lua.LTrue)
}

// rest waits before c, which has ended, is replaced; an error is why it must not be.
func (x *link) rest(L *luahost.State, c *wsbridge.Conn) error {
	if x.opt.retry == nil {
		return nil
	}
	s := luahost.ServiceOf(L)
	x.opt.retry.lived(s.Host().Clock().Now().Sub(x.began))
	if c.ClosedByUs() {
		return nil
	}
	return x.again(L, s, ended(x.how()))
}

// closeLink is c:close(reason, code). recv tells of what has come before, and of
// the end.
func closeLink(L *luahost.State) int {
	t, x := linkOf(L, "close")
	_, c := connOf(L, "close")
	code, reason := closeArgs(L, "c:close")
	t.RawSetString("closed", lua.LTrue)
	if x.giveUp != nil {
		x.giveUp()
	}
	x.drop()
	c.Close(code, reason)
	return 0
}
