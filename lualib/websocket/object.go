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
// can make. What ws can do and tell is in methods.go; of that, only send, which
// each message calls, is a field of the table.

// handle is both that key and, as a value, the connection.
type handle struct{ conn *wsbridge.Conn }

func (h *handle) String() string       { return "websocket" }
func (h *handle) Type() lua.LValueType { return lua.LTUserData }

var connKey = &handle{}

// metatables are those of ws and headers in one service.
type metatables struct{ ws, headers *lua54.Table }

var headerFunction = lua54.NewFunction(header)

func metatablesOf(s *luahost.Service) *metatables {
	return luahost.Kept(s, func() *metatables {
		m := &metatables{lua54.NewTable(0, 2), lua54.NewTable(0, 1)}
		m.ws.RawSetString("__index", fieldFunction)
		m.ws.RawSetString("__name", lua.LString("websocket"))
		m.headers.RawSetString("__index", headerFunction)
		return m
	})
}

// newObject makes the table of a connection.
func newObject(s *luahost.Service, c *wsbridge.Conn) *lua54.Table {
	ws := lua54.NewTable(0, 3)
	ws.RawSet(connKey, &handle{c})
	ws.RawSetString("send", sendFunction)
	ws.SetMetatable(metatablesOf(s).ws)
	return ws
}

// newOptions makes the table that ctor gets.
func newOptions(s *luahost.Service, c *wsbridge.Conn) (opt, ws *lua54.Table) {
	ws = newObject(s, c)
	headers := lua54.NewTable(0, 8)
	for name, value := range c.Header().All() {
		if headers.RawGetString(name) == lua.LNil { // of equal ones, the first
			headers.RawSetString(name, lua.LString(value))
		}
	}
	headers.SetMetatable(metatablesOf(s).headers)
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
