package websocket

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	class "github.com/luaws/luaws/lualib/websocket"
	"github.com/luaws/luaws/wsbridge"
)

// connect(url, header, timeout) returns the id of a connection to a ws or wss
// server. timeout, in centiseconds, is for the TCP connection; the handshake has
// a limit of its own.
func (k *library) connect(L *luahost.State) int {
	s := luahost.ServiceOf(L)
	d := &dial{k: k, url: lua54.CheckStr(L, 1)}
	scheme, _, _ := strings.Cut(d.url, "://")
	if scheme != "ws" && scheme != "wss" {
		lua54.Errorf(L, "invalid protocol: %s", scheme)
	}
	u, err := url.Parse(d.url)
	if err != nil || u.Host == "" {
		lua54.Errorf(L, "websocket.connect: %q is no websocket URL", d.url)
	}
	d.cfg.Header = headerOf(L, L.Get(2))
	if L.Get(3) != lua.LNil && L.Get(3) != lua.LFalse {
		d.timeout = time.Duration(min(max(lua54.CheckInt(L, 3), 0), maxTicks)) * tick
		d.timed = true
	}
	x := newSession(s, 0)
	x.client, x.addr = true, lua.LString(u.Host)
	err = d.run(L, x)
	if err != nil {
		d.raise(L, u, err)
	}
	return lua54.Push(L, x.value())
}

const (
	tick     = 10 * time.Millisecond
	maxTicks = int64(1e9)
)

// dial is a connect under way.
type dial struct {
	k       *library
	url     string
	cfg     wsbridge.DialConfig
	timeout time.Duration
	timed   bool
	expired bool
}

// run connects on another goroutine while the task waits.
func (d *dial) run(L *luahost.State, x *session) (err error) {
	s := x.s
	d.cfg.Config = d.k.config()
	d.cfg.Check, d.cfg.Subprotocols, d.cfg.TLS = nil, nil, ofClient()
	d.cfg.MaxMessage = max(d.cfg.MaxMessage, maxReply)
	ctx, cancel := context.WithCancelCause(context.Background())
	w := s.NewWait(L)
	dials := poolOf(s).dials
	dials[x] = func() { cancel(luahost.ErrServiceEnded) }
	defer func() {
		dials[x]() // if the task was killed
		delete(dials, x)
	}()
	adopted := make(chan bool, 1)
	go func() {
		defer cancel(nil)
		c, id, refused := d.connect(ctx, cancel)
		s.Do(func() {
			adopt := refused == nil && !w.Over()
			if err = refused; adopt {
				x.id = id
				x.upgraded(c)
				x.enter()
			}
			adopted <- adopt
			w.Resume()
		})
		if refused != nil {
			return
		}
		select {
		case adopt := <-adopted:
			if adopt {
				d.k.server.Go(c, x)
				return
			}
		case <-s.Gone():
		}
		c.Abort(luahost.ErrServiceEnded)
	}()
	w.Park(L)
	return err
}

var errTimeout = errors.New("timed out")

// connect returns the connection and its id.
func (d *dial) connect(ctx context.Context, cancel context.CancelCauseFunc) (c *wsbridge.Conn, id int, err error) {
	stop := func() bool { return true }
	if d.timed {
		stop = time.AfterFunc(d.timeout, func() { cancel(errTimeout) }).Stop
	}
	defer stop()
	d.cfg.Connected = func(nc *net.TCPConn) net.Conn {
		stop()
		var stream net.Conn
		id, stream = d.k.sockets.Adopt(nc)
		return stream
	}
	c, err = wsbridge.Dial(ctx, d.url, &d.cfg)
	if err != nil {
		d.expired = context.Cause(ctx) == errTimeout
	}
	return c, id, err
}

// raise raises the error of a connect, in skynet's words.
func (d *dial) raise(L *luahost.State, u *url.URL, err error) {
	var h *wsbridge.HandshakeError
	switch {
	case !errors.As(err, &h):
		if d.expired {
			err = errTimeout
		}
		lua54.Errorf(L, "[Socket Error] : connect failed host = %s port = %s err = %s is_time_out = %t",
			u.Hostname(), portOf(u), strings.TrimPrefix(err.Error(), "wsbridge: "), d.expired)
	case h.Status != 0 && h.Status != http.StatusSwitchingProtocols:
		lua54.Errorf(L, "websocket handshake error: code[%d] info:%s", h.Status, h.Body)
	case h.Err != nil:
		lua54.Errorf(L, "websocket handshake error: %s: %s", h.Reason, h.Err.Error())
	}
	lua54.Errorf(L, "websocket handshake error: %s", h.Reason)
}

func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "ws":
		return "80"
	}
	return "443"
}

// headerOf makes the request's headers of connect's second argument.
func headerOf(L *luahost.State, v lua.LValue) http.Header {
	if !lua.LVAsBool(v) {
		return http.Header{}
	}
	return class.RequestHeader(L, lua54.CheckTable(L, 2), "websocket.connect")
}
