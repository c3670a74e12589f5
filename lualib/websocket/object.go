package websocket

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// A handler's self.ws is a table, as in the seed: handlers read ws.closed and
// hang fields of their own on it. The connection is behind a key that no script
// can make.

// handle is both that key and, as a value, the connection.
type handle struct{ conn *wsbridge.Conn }

func (h *handle) String() string       { return "websocket" }
func (h *handle) Type() lua.LValueType { return lua.LTUserData }

var connKey = &handle{}

// metatables are those of ws and headers in one service.
type metatables struct{ ws, headers *lua54.Table }

var (
	sendFunction   = lua54.NewFunction(send)
	closeFunction  = lua54.NewFunction(closeConn)
	headerFunction = lua54.NewFunction(header)
)

func metatablesOf(s *luahost.Service) *metatables {
	return luahost.Kept(s, func() *metatables {
		methods := lua54.NewTable(0, 2)
		methods.RawSetString("send", sendFunction)
		methods.RawSetString("close", closeFunction)
		m := &metatables{lua54.NewTable(0, 2), lua54.NewTable(0, 1)}
		m.ws.RawSetString("__index", methods)
		m.ws.RawSetString("__name", lua.LString("websocket"))
		m.headers.RawSetString("__index", headerFunction)
		return m
	})
}

// newOptions makes the table that ctor gets.
func newOptions(s *luahost.Service, c *wsbridge.Conn) (opt, ws *lua54.Table) {
	m := metatablesOf(s)
	ws = lua54.NewTable(0, 2)
	ws.RawSet(connKey, &handle{c})
	ws.SetMetatable(m.ws)
	headers := lua54.NewTable(0, 8)
	for name, value := range c.Header().All() {
		if headers.RawGetString(name) == lua.LNil { // of equal ones, the first
			headers.RawSetString(name, lua.LString(value))
		}
	}
	headers.SetMetatable(m.headers)
	opt = lua54.NewTable(0, 2)
	opt.RawSetString("ws", ws)
	opt.RawSetString("headers", headers)
	return opt, ws
}

// header is headers[name] for a name that was not sent in this case.
func header(L *luahost.State) int {
	t, name := lua54.CheckTable(L, 1), L.Get(2)
	s, ok := name.(lua.LString)
	if !ok {
		return 0
	}
	for k, v, ok := t.Next(lua.LNil); ok && k != lua.LNil; k, v, ok = t.Next(k) {
		if k, ok := k.(lua.LString); ok && strings.EqualFold(string(k), string(s)) {
			return lua54.Push(L, v)
		}
	}
	return 0
}

func connOf(L *luahost.State, method string) (*lua54.Table, *wsbridge.Conn) {
	if t, ok := L.Get(1).(*lua54.Table); ok {
		if h, ok := t.RawGet(connKey).(*handle); ok {
			return t, h.conn
		}
	}
	lua54.Errorf(L, "ws:%s: not a websocket (use ':', not '.')", method)
	return nil, nil
}

// send is ws:send(data, binary). What is no string is not sent, nor is "" without
// a binary, nor anything after the end; a message over max_payload_len is an
// error. It returns true if the message was queued.
//
// The seed never sends an empty message, which a websocket peer may well wait
// for: whoever says of which type it is to be means one.
func send(L *luahost.State) int {
	_, c := connOf(L, "send")
	data, ok := L.Get(2).(lua.LString)
	binary := L.Get(3)
	if !ok || data == "" && binary == lua.LNil {
		return 0
	}
	t := wsbridge.Text
	if lua.LVAsBool(binary) {
		t = wsbridge.Binary
	}
	needFlush, err := c.SendStringQueued(t, string(data))
	if needFlush {
		luahost.ServiceOf(L).AtRest(c)
	}
	switch err {
	case nil:
		return lua54.Push(L, lua.LTrue)
	case wsbridge.ErrTooLong:
		lua54.Errorf(L, "ws:send: a message of %d bytes is over max_payload_len", len(data))
	}
	return 0
}

// closeConn is ws:close(reason): a closing handshake with code 1000. on_close
// follows when it is done.
func closeConn(L *luahost.State) int {
	ws, c := connOf(L, "close")
	reason, _ := L.Get(2).(lua.LString)
	if !lua.LVAsBool(ws.RawGetString("closed")) {
		ws.RawSetString("closed", lua.LTrue)
		c.Close(wsbridge.CloseNormal, string(reason))
	}
	return 0
}
