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

var (
	connKey = &handle{}

	sendKey, wsKey, headersKey = lua54.Constant("send"), lua54.Constant("ws"), lua54.Constant("headers")
)

// metatables are those of ws and headers in one service.
type metatables struct{ ws, headers *lua54.Table }

// shared are what all services have as these until one is written to.
var shared = func() (m struct{ ws, headers *lua54.Shared }) {
	ws, headers := lua54.NewTable(0, 2), lua54.NewTable(0, 1)
	ws.RawSetString("__index", fieldFunction)
	ws.RawSetString("__name", lua.LString("websocket"))
	headers.RawSetString("__index", lua54.NewFunction(header))
	m.ws, m.headers = lua54.Share(ws), lua54.Share(headers)
	return m
}()

func metatablesOf(s *luahost.Service) *metatables {
	return luahost.Kept(s, func() *metatables { return &metatables{shared.ws.Copy(), shared.headers.Copy()} })
}

// newObject makes the table of a connection.
func newObject(s *luahost.Service, c *wsbridge.Conn) *lua54.Table {
	ws := lua54.NewTable(0, 2)
	ws.RawSet(connKey, &handle{c})
	ws.RawSet(sendKey, sendFunction)
	ws.SetMetatable(metatablesOf(s).ws)
	return ws
}

// newOptions makes the table that ctor gets.
func newOptions(s *luahost.Service, c *wsbridge.Conn) (opt, ws *lua54.Table) {
	ws = newObject(s, c)
	headers := lua54.NewLazy(headerSource{c.Header()})
	headers.SetMetatable(metatablesOf(s).headers)
	opt = lua54.NewTable(0, 2)
	opt.RawSet(wsKey, ws)
	opt.RawSet(headersKey, headers)
	return opt, ws
}

// headerSource gives the table of a connection's headers what is in it, for as
// long as nobody has asked for all: few handlers ask for more than one or two. Of
// equal names, the first one counts.
type headerSource struct{ wsbridge.Header }

func (h headerSource) Find(k lua.LString) (key, val lua.LValue) {
	for name, value := range h.All() {
		if name == string(k) {
			return k, lua.LString(value)
		}
	}
	return nil, nil
}

func (h headerSource) Len() (n int) {
	for range h.All() {
		n++
	}
	return n
}

func (h headerSource) Pairs(yield func(k, v lua.LValue) bool) {
	seen := make(map[string]bool, 16)
	for name, value := range h.All() {
		if !seen[name] && !yield(lua.LString(name), lua.LString(value)) {
			return
		}
		seen[name] = true
	}
}

// header is headers[name] for a name that was not sent in this case.
func header(L *luahost.State) int {
	t, s := lua54.CheckTable(L, 1), L.Get(2)
	name, ok := s.(lua.LString)
	if !ok {
		return 0
	}
	if h, ok := t.Source().(headerSource); ok {
		for n := range h.All() {
			if strings.EqualFold(n, string(name)) {
				return lua54.Push(L, t.RawGetString(n))
			}
		}
	}
	for k, v := range t.Held {
		if k, ok := k.(lua.LString); ok && strings.EqualFold(string(k), string(name)) {
			return lua54.Push(L, v)
		}
	}
	return 0
}
