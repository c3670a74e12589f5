package websocket

import (
	"context"
	"errors"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/wsbridge"
)

// A dialer connects for one client. What it does, one task waits for.
type dialer struct {
	opt    *clientOptions
	giveUp func() // ends what is waited for; nil: nothing is
}

var (
	errTimeout = errors.New("timed out")
	errGivenUp = errors.New("closed by this side")
)

// dial connects on another goroutine while the task waits.
func (d *dialer) dial(L *luahost.State, s *luahost.Service) (conn *wsbridge.Conn, err error) {
	w := s.NewWait(L)
	ctx, cancel := context.WithCancelCause(context.Background())
	timed, stop := context.WithTimeoutCause(ctx, d.opt.timeout, errTimeout)
	ends := luahost.EndsOf(s)
	ends.Add(w, func() { cancel(luahost.ErrServiceEnded) })
	d.giveUp = func() { cancel(errGivenUp) }
	defer func() { // also if the task was killed
		d.giveUp = nil
		ends.Remove(w)
		cancel(nil)
	}()
	go func() {
		defer stop()
		c, refused := d.opt.connect(timed)
		taken := false
		given := make(chan struct{})
		if s.Do(func() {
			defer close(given)
			if taken = !w.Over(); taken {
				conn, err = c, refused
				w.Resume()
			}
		}) {
			select {
			case <-given:
			case <-s.Gone():
			}
		}
		if !taken && c != nil {
			c.Abort(luahost.ErrServiceEnded)
		}
	}()
	w.Park(L)
	return conn, err
}

// connect is dial's other goroutine.
func (o *clientOptions) connect(ctx context.Context) (*wsbridge.Conn, error) {
	cfg := o.cfg
	if o.url.Scheme == "wss" {
		var err error
		if cfg.TLS, err = o.files.config(); err != nil {
			return nil, err
		}
	}
	c, err := wsbridge.Dial(ctx, o.url.String(), &cfg)
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = cause
	}
	return c, err
}

// status is that of a server's answer that refused, or 0.
func status(err error) int {
	var h *wsbridge.HandshakeError
	if errors.As(err, &h) {
		return h.Status
	}
	return 0
}

// again waits before the next try, after err. What it returns is why there is to be
// none.
func (d *dialer) again(L *luahost.State, s *luahost.Service, err error) error {
	if err == errGivenUp {
		return err
	}
	delay, ok := d.opt.retry.fail()
	if !ok {
		return err
	}
	s.Log("websocket.client: " + d.opt.url.Redacted() + ": " + text(err) + "; the next try is in " + delay.Round(tick).String())
	w := s.NewWait(L)
	timer := s.After(delay, func() { w.Resume() })
	given := false
	d.giveUp = func() {
		given = true
		w.Post()
	}
	defer func() {
		d.giveUp = nil
		timer.Stop()
	}()
	w.Park(L)
	if given {
		return errGivenUp
	}
	return nil
}
