package websocket

import (
	"errors"
	"net/http"
	"strconv"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// write(id, data, fmt, masking_key) queues a message; fmt is "text" (if absent)
// or "binary". Masks are made where they have to be, whatever the key.
func write(L *luahost.State) int {
	x := mustFind(L, "write")
	t := wsbridge.Text
	switch f := L.Get(3); {
	case f == lua.LNil, f == lua.LFalse, f == textType:
	case f == binaryType:
		t = wsbridge.Binary
	default:
		lua54.ArgError(L, 3, "'text' or 'binary' expected, got "+strconv.Quote(lua54.ToString(L, f)))
	}
	var data string
	switch d := L.Get(2).(type) {
	case lua.LString:
		data = string(d)
	default:
		if lua.LVAsBool(d) {
			lua54.TypeError(L, 2, "string")
		}
	}
	x.send(L, frame{t: t, data: data})
	return 0
}

// ping(id) sends a ping.
func ping(L *luahost.State) int {
	mustFind(L, "ping").send(L, frame{ping: true})
	return 0
}

// frame is one that is to be sent.
type frame struct {
	t    wsbridge.MessageType
	data string
	ping bool
}

// maxEarly is how many frames, and bytes of them, may be written to a client
// that hasn't done its handshake yet.
const (
	maxEarlyFrames = 1024
	maxEarlyBytes  = 1 << 20
)

func (x *session) send(L *luahost.State, f frame) {
	if x.conn == nil {
		n := len(f.data)
		for _, e := range x.opening.early {
			n += len(e.data)
		}
		if len(x.opening.early) >= maxEarlyFrames || n > maxEarlyBytes {
			lua54.Errorf(L, "websocket.write: too much for a client that hasn't done its handshake yet")
		}
		x.opening.early = append(x.opening.early, f)
		return
	}
	switch err := x.post(f); {
	case err == wsbridge.ErrTooLong:
		lua54.Errorf(L, "websocket.write: a message of %d bytes is over the limit", len(f.data))
	case err == nil, err == wsbridge.ErrDropped:
	case x.client:
		x.raiseLost(L)
	case !x.final && x.task == x.s.Current(): // others are not concerned; after the callback another one tells
		x.raiseBroken(L)
	}
}

// raiseBroken raises an error if the connection has failed. A callback that
// goes on writing is told so, as nothing else can tell it.
func (x *session) raiseBroken(L *luahost.State) {
	switch err := x.conn.Err(); {
	case errors.Is(err, wsbridge.ErrSendQueueFull):
		x.unread(err)
		x.raiseLost(L)
	case err != nil:
		x.raiseLost(L)
	}
}

func (x *session) post(f frame) error {
	if f.ping {
		return x.conn.Ping(f.data)
	}
	needFlush, err := x.conn.SendStringQueued(f.t, f.data)
	if needFlush {
		x.s.AtRest(x.conn)
	}
	return err
}

// upgraded is called when the handshake is done.
func (x *session) upgraded(c *wsbridge.Conn) {
	x.conn = c
	if x.warns || !x.client {
		x.watch()
	}
	if o := x.opening; o != nil {
		for _, f := range o.early {
			x.post(f)
		}
		o.nc, o.early = nil, nil
	}
}

// closeID is close(id, code, reason): a Close frame, and the end as far as
// scripts see. Without a code the frame has none, as in skynet.
func closeID(L *luahost.State) int {
	x := find(L)
	if x == nil {
		return 0
	}
	code, reason := wsbridge.CloseNoStatus, ""
	if v := L.Get(2); lua.LVAsBool(v) {
		n, ok := lua54.ToInt(v)
		text, isText := lua54.Str(L.Get(3))
		switch {
		case !ok || n < 0 || n > 0xffff:
			x.s.Log("websocket.close: the code '" + lua54.ToString(L, v) + "' is none; 1000 is sent")
		case !isText && lua.LVAsBool(L.Get(3)):
			x.s.Log("websocket.close: the reason is no string, and not sent")
		}
		if code = int(n); code == wsbridge.CloseNoStatus {
			code = wsbridge.CloseNormal
		}
		reason = text
	}
	x.leave()
	x.drop(code, reason, http.StatusForbidden)
	if x.client {
		x.finish()
	}
	if x.waiting {
		x.yieldTo(L)
	}
	return 0
}

// yieldTo has the task run that waits for a frame, which finds the connection
// closed, before close returns.
func (x *session) yieldTo(L *luahost.State) {
	if !x.s.CanBlock() {
		x.s.Do(x.wakeClosed)
		return
	}
	w := x.s.NewWait(L)
	x.s.Do(func() {
		x.wakeClosed()
		w.Resume()
	})
	w.Park(L)
}

func (x *session) wakeClosed() {
	if x.waiting {
		x.wake()
	}
}

// addrInfo(id) is what accept was given as addr, or the host that connect was.
func addrInfo(L *luahost.State) int { return lua54.Push(L, mustFind(L, "addrinfo").addr) }

// realIP(id) is the X-Real-IP header of the request.
func realIP(L *luahost.State) int { return lua54.Push(L, mustFind(L, "real_ip").realIP) }

// isClose(id) tells whether there is no such connection (any more).
func isClose(L *luahost.State) int { return lua54.Push(L, lua.LBool(find(L) == nil)) }
