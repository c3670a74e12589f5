package websocket

import (
	"errors"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// closedByUs is the end after websocket.close. As in skynet an error of the
// close callback is accept's own if it was waiting for a frame; and a connect
// callback that closes is told nothing.
func (x *session) closedByUs(L *luahost.State, parked bool) int {
	if x.opening != nil && x.opening.refusal != nil {
		x.finish()
		return lua54.Push(L, lua.LFalse, lua.LString("closed before the handshake"))
	}
	if parked {
		x.last(L, onClose)
	} else if err, ok := x.call(L, onClose); !ok {
		return x.failed(L, err)
	} else {
		x.finish()
	}
	return lua54.Push(L, lua.LTrue)
}

// failed is the end by an error in a callback.
func (x *session) failed(L *luahost.State, err lua.LValue) int {
	if x.lost != nil && err == x.lost { // of websocket.read in a callback
		return x.broken(L, x.lostText())
	}
	x.drop(wsbridge.CloseInternal, "handler failed", http.StatusInternalServerError)
	x.finish()
	return lua54.Push(L, lua.LFalse, err)
}

// abandon ends what accept didn't come to the end of: its task was killed, or a
// callback raised an error that is accept's.
func (x *session) abandon() {
	if !x.over {
		x.drop(wsbridge.CloseGoingAway, "service ended", http.StatusServiceUnavailable)
		x.finish()
	}
}

// end is the end of the connection that came from below.
func (x *session) end(L *luahost.State) int {
	end := x.ev.end
	if end.err != nil {
		return x.refused(L, end.err)
	}
	switch {
	case end.Err == nil:
		return x.closed(L, end.End)
	case errors.Is(end.Err, wsbridge.ErrTooLong):
		return x.fault(L, "payload_len is too large: a message is over the limit")
	case errors.Is(end.Err, wsbridge.ErrProtocol):
		return x.fault(L, end.Err.Error())
	case errors.Is(end.Err, wsbridge.ErrSendQueueFull):
		x.unread(end.Err)
	}
	return x.broken(L, x.lostText())
}

// closed is the end by a Close frame. As in skynet there is a code only if
// there is a reason.
func (x *session) closed(L *luahost.State, end wsbridge.End) int {
	var args []lua.LValue
	if end.Reason != "" {
		args = []lua.LValue{lua54.Int(int64(end.Code)), lua.LString(end.Reason)}
	}
	if err, ok := x.call(L, onClose, args...); !ok {
		return x.failed(L, err)
	}
	x.finish()
	return lua54.Push(L, lua.LTrue)
}

// fault is the end by what the peer did: no callback, as in skynet.
func (x *session) fault(L *luahost.State, text string) int {
	x.finish()
	return lua54.Push(L, lua.LFalse, lua.LString(text))
}

// broken is the end without a Close frame. An error of the callback is accept's.
func (x *session) broken(L *luahost.State, text string) int {
	x.last(L, onError, lua.LString(text))
	return lua54.Push(L, lua.LTrue)
}

// unread is the end of a client that doesn't read.
func (x *session) unread(err error) {
	if !x.full {
		x.full = true
		x.s.Log("websocket " + strconv.Itoa(x.id) + ": the client doesn't read, and is dropped: " + err.Error())
	}
}

func (x *session) lostText() string {
	if x.full {
		return "[Socket Error] : write queue full fd = " + strconv.Itoa(x.id)
	}
	return "[Socket Error] : read failed fd = " + strconv.Itoa(x.id)
}

// raiseLost raises the error of a broken connection. It is a table, as in skynet.
func (x *session) raiseLost(L *luahost.State) {
	if x.lost == nil {
		text := lua.LString(x.lostText())
		mt := lua54.NewTable(0, 1)
		mt.RawSetString("__tostring", lua54.NewFunction(func(L *luahost.State) int { return lua54.Push(L, text) }))
		x.lost = lua54.NewTable(0, 0)
		x.lost.SetMetatable(mt)
	}
	lua54.Raise(L, x.lost)
}

// refused is the end of a handshake that came to nothing.
func (x *session) refused(L *luahost.State, err error) int {
	var h *wsbridge.HandshakeError
	if !errors.As(err, &h) { // the server is stopping
		return x.broken(L, "[Socket Error] : "+err.Error())
	}
	switch {
	case h.Status == http.StatusRequestTimeout:
		x.last(L, onError, lua.LString("[Socket Error] : "+h.Reason))
		return lua54.Push(L, lua.LFalse, lua.LString("websocket handshake: "+h.Reason))
	case h.Status == 0 && strings.HasPrefix(h.Reason, "TLS"), malformed(h):
		return x.fault(L, h.Error())
	case h.Status == 0, errors.Is(h, io.ErrUnexpectedEOF):
		return x.broken(L, x.lostText())
	}
	return x.closed(L, wsbridge.End{})
}

// malformed tells a request line that is none. Malformed headers are a refusal
// like others, as in skynet.
func malformed(h *wsbridge.HandshakeError) bool {
	var header textproto.ProtocolError
	return h.Status == http.StatusBadRequest && h.Err != nil && !errors.As(h, &header) && !errors.Is(h, io.ErrUnexpectedEOF)
}
