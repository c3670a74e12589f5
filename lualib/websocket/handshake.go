package websocket

import (
	"net/http"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/wsbridge"
)

// A class may have on_handshake(self, request), which is asked before the client
// gets its response: the instance is made first, and is the one that on_open is
// called of afterwards. It may block.

// onHandshake is a class's, or nil.
func onHandshake(L *luahost.State, cls lua.LValue) lua.LValue {
	return lua54.Index(L, cls, lua.LString("on_handshake"))
}

// Decides tells whether the script's class has on_handshake: Decide must be asked.
func (v *Serve) Decides() bool { return v.decides }

// Decide has the class decide on a handshake. It is for wsbridge.Config.
func (v *Serve) Decide(h *wsbridge.Handshake) *wsbridge.HandshakeError {
	if !v.decides {
		return nil
	}
	for {
		ctx := h.Request.Context()
		w, err := v.worker(ctx)
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return nil // that is too late
		default:
			v.logUnlessClosed(err)
			return undecided("no handler")
		}
		x := v.newSession(w, h.Conn)
		begun, herr := x.decide(w.cls, h)
		if v.isolate && h.Handler == nil {
			w.s.Stop()
		}
		if begun {
			return herr
		}
		<-w.s.Gone() // it ended just now: the next one is new
	}
}

// decideIn is decide in the one service that there is.
func (x *session) decideIn(cls lua.LValue, h *wsbridge.Handshake) *wsbridge.HandshakeError {
	x.conn = h.Conn
	begun, herr := x.decide(cls, h)
	if !begun {
		return undecided("service ended")
	}
	return herr
}

// decide makes the instance and asks it, while the connection's goroutine waits.
// A task that has not ended in time is killed: to nobody is its answer of use.
// begun is false if the service has ended before that.
func (x *session) decide(cls lua.LValue, h *wsbridge.Handshake) (begun bool, herr *wsbridge.HandshakeError) {
	var d *decision // the task's, until ended is closed
	ended := make(chan struct{})
	started := make(chan struct{})
	task := x.s.NewTask(lua54.NewFunction(func(L *luahost.State) int {
		close(started)
		d = x.ask(L, cls, h)
		return 0
	}))
	task.OnEnd(func(err error) {
		x.s.LogError(err)
		close(ended)
	})
	x.s.StartHere(task)
	select {
	case <-ended:
	case <-h.Request.Context().Done():
		x.s.Do(func() { task.Kill() })
		return true, nil // that is too late
	}
	select {
	case <-started:
	default:
		return false, nil
	}
	switch {
	case d == nil:
		return true, undecided("on_handshake failed")
	case d.refusal != nil:
		return true, d.refusal
	}
	if d.subprotocol != "" {
		h.Subprotocol = d.subprotocol
	}
	for name, values := range d.header {
		h.Header[name] = values
	}
	h.Handler = x
	return true, nil
}

// ask makes the instance and calls its on_handshake.
func (x *session) ask(L *luahost.State, cls lua.LValue, h *wsbridge.Handshake) *decision {
	headers := x.make(L, cls)
	f := lua54.Index(L, x.self, lua.LString("on_handshake"))
	L.Push(f)
	lua54.Push(L, x.self, newRequest(h, headers))
	lua54.Call(L, 2, 3)
	d, problem := readDecision(h.Asked, L.Get(-3), L.Get(-2), L.Get(-1))
	if problem != "" {
		lua54.Raise(L, lua.LString(lua54.DefinedAt(f)+"on_handshake: "+problem))
	}
	L.Pop(3)
	return d
}

// undecided is a refusal whose reason is in the log.
func undecided(reason string) *wsbridge.HandshakeError {
	return &wsbridge.HandshakeError{
		Kind:   wsbridge.RefusedFailed,
		Status: http.StatusInternalServerError,
		Reason: reason,
		Body:   statusText(http.StatusInternalServerError),
	}
}
