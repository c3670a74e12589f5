package websocket

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

var (
	sendFunction  = lua54.NewFunction(send)
	fieldFunction = lua54.NewFunction(func(L *luahost.State) int { return lua54.Push(L, field(L)) })

	// methods are those of ws but for send.
	methods = map[string]lua.LValue{
		"close":     lua54.NewFunction(closeConn),
		"ping":      lua54.NewFunction(ping),
		"buffered":  lua54.NewFunction(buffered),
		"is_closed": lua54.NewFunction(isClosed),
	}
)

// field is ws[name] for what the script hasn't set itself.
func field(L *luahost.State) lua.LValue {
	name, ok := L.Get(2).(lua.LString)
	if !ok {
		return lua.LNil
	}
	if f := methods[string(name)]; f != nil {
		return f
	}
	t, _ := L.Get(1).(*lua54.Table)
	h, ok := t.RawGet(connKey).(*handle)
	if !ok {
		return lua.LNil
	}
	switch c := h.conn; name {
	case "send": // the script has taken it away
		return sendFunction
	case "id":
		return lua54.Int(int64(c.ID()))
	case "remote":
		return lua.LString(c.RemoteAddr().String())
	case "subprotocol":
		if p := c.Subprotocol(); p != "" {
			return lua.LString(p)
		}
	case "path":
		return lua.LString(c.Path())
	case "query":
		return lua.LString(c.RawQuery())
	}
	return lua.LNil
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
// error. It returns true if the message was queued, and nil and a text if it was
// dropped because too much waits for the client (Config.Slow).
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
	case wsbridge.ErrDropped:
		return lua54.Push(L, lua.LNil, lua.LString("send queue full"))
	case wsbridge.ErrNotOpen:
		notOpen(L, "send", "")
	case wsbridge.ErrTooLong:
		lua54.Errorf(L, "ws:send: a message of %d bytes is over max_payload_len", len(data))
	}
	return 0
}

// closeConn is ws:close(reason, code): a closing handshake, with 1000 if no code
// is given. on_close follows when it is done.
func closeConn(L *luahost.State) int {
	ws, c := connOf(L, "close")
	code, reason := closeArgs(L, "ws:close")
	if !lua.LVAsBool(ws.RawGetString("closed")) {
		if c.Close(code, reason) == wsbridge.ErrNotOpen {
			notOpen(L, "close", "; to refuse the client, return a status from on_handshake")
		}
		ws.RawSetString("closed", lua.LTrue)
	}
	return 0
}

// notOpen raises an error: the client has not been let in by on_handshake yet.
func notOpen(L *luahost.State, method, hint string) {
	lua54.Errorf(L, "ws:%s: the websocket is not open before on_open%s", method, hint)
}

// closeArgs are the arguments reason and code of a method that closes. As in the
// seed, a reason that is no string is none.
func closeArgs(L *luahost.State, method string) (code int, reason string) {
	text, _ := L.Get(2).(lua.LString)
	if L.Get(3) == lua.LNil {
		return wsbridge.CloseNormal, string(text)
	}
	n := lua54.CheckInt(L, 3)
	if !wsbridge.Sendable(int(n)) {
		lua54.Errorf(L, "%s: %d is no close code that can be sent (1000, 3000 to 4999, ...)", method, n)
	}
	return int(n), string(text)
}

// ping is ws:ping(data), of 125 bytes at most. It returns true if it was queued.
func ping(L *luahost.State) int {
	_, c := connOf(L, "ping")
	data := lua54.OptStr(L, 2, "")
	if len(data) > wsbridge.MaxPing {
		lua54.Errorf(L, "ws:ping: %d bytes are more than a ping can have (%d)", len(data), wsbridge.MaxPing)
	}
	switch c.Ping(data) {
	case nil:
	case wsbridge.ErrNotOpen:
		notOpen(L, "ping", "")
	default:
		return 0
	}
	return lua54.Push(L, lua.LTrue)
}

// buffered is ws:buffered(): how many bytes wait for the peer.
func buffered(L *luahost.State) int {
	_, c := connOf(L, "buffered")
	return lua54.Push(L, lua54.Int(int64(c.Buffered())))
}

// isClosed is ws:is_closed(): whether what is sent is lost.
func isClosed(L *luahost.State) int {
	_, c := connOf(L, "is_closed")
	return lua54.Push(L, lua.LBool(c.Closing()))
}
