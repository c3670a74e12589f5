package wsbridge

import (
	"context"
	"sync"
	"time"
)

// goodbye is the reason that goes with Server.DrainCode.
const goodbye = "server shutting down"

// A Drainer is a Handler that goes on with a message after Message has
// returned. Shutdown calls Drain once no new message will come, and sends the
// Close frame after Drain has returned: Drain waits until what has been begun
// is done, or ctx is. It is called from a goroutine of its own, and may come
// after Closed if the connection ends meanwhile.
type Drainer interface {
	Handler
	Drain(ctx context.Context, c *Conn)
}

// A Leaver is a Handler that has something to say before Shutdown closes its
// connection: Leave is called once, after all messages of all connections are
// worked off, and what it sends goes out before the Close frame. It is called
// from a goroutine of its own and returns when that is done or ctx is. It may
// come after Closed if the connection ends meanwhile.
type Leaver interface {
	Handler
	Leave(ctx context.Context, c *Conn)
}

// Shutdown ends everything in this order: no new connections, and handshakes
// under way are broken off (see [Server.Retire] for how not to); a
// response of Config.Plain that is under way is the last; no new messages
// to any handler; all messages that have been delivered are worked off, and what
// they send goes out; Leave; Close with DrainCode to all, at most a thousand in a
// second, so that not all clients come back at once; the ends of all connections,
// Closed included. Each step but the last is given half of what is then left of
// ctx; where it is not done in time, the following ones still happen (the closes
// come faster than a thousand a second). Connections that are left when ctx is
// done are aborted with ErrServerClosed.
//
// It returns nil when every connection has ended, or ctx.Err(). Called again,
// it waits again: with a second context one can wait for the aborted
// connections' Closed.
func (s *Server) Shutdown(ctx context.Context) error {
	conns := s.beginShutdown()
	each(ctx, conns, func(ctx context.Context, c *Conn) { c.drain(ctx, s.handlerOf(c)) })
	each(ctx, conns, func(ctx context.Context, c *Conn) {
		if l, ok := s.handlerOf(c).(Leaver); ok && c.leaving() {
			l.Leave(ctx, c)
		}
	})
	s.closePaced(ctx, conns)
	defer s.incidents.flush(s)
	select {
	case <-s.over:
		return nil
	case <-ctx.Done():
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		c.Abort(ErrServerClosed)
	}
	for nc := range s.handshaking {
		nc.Close()
	}
	if len(s.conns) == 0 && len(s.handshaking) == 0 {
		return nil
	}
	return ctx.Err()
}

// each calls f for all at once, and gives it half the time that ctx has left: a
// handler that doesn't end must not cost all others their closing handshake.
func each(ctx context.Context, conns []*Conn, f func(context.Context, *Conn)) {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/2)
		defer cancel()
	}
	var wg sync.WaitGroup
	for _, c := range conns {
		wg.Go(func() { f(ctx, c) })
	}
	wg.Wait()
}

// beginShutdown stops everything new and returns the connections there are.
func (s *Server) beginShutdown() []*Conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.initLocked()
	s.retireLocked()
	if !s.closing {
		s.closing = true
		s.stop()
		s.checkOverLocked()
	}
	for nc, a := range s.handshaking {
		if a.plain == nil {
			nc.Close()
		}
	}
	conns := make([]*Conn, 0, len(s.conns))
	for _, c := range s.conns {
		c.quiet()
		conns = append(conns, c)
	}
	return conns
}

// handlerOf is nil for a connection whose accept has not returned yet.
func (s *Server) handlerOf(c *Conn) Handler {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return c.handler
}

func (s *Server) stopping() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closing
}

// checkOverLocked is called when a connection or a handshake has gone.
func (s *Server) checkOverLocked() {
	if !s.closing || len(s.conns) > 0 || len(s.handshaking) > 0 {
		return
	}
	select {
	case <-s.over:
	default:
		close(s.over)
	}
}

// quiet makes the message being handled, if there is one, the last.
func (c *Conn) quiet() {
	c.order().Lock()
	if c.calm == nil {
		c.calm = make(chan struct{}, 1)
	}
	c.order().Unlock()
	c.state.Or(stateQuiet)
}

// leaving reports whether c is to be told of the Shutdown: once.
func (c *Conn) leaving() bool {
	return c.state.Or(stateLeaving)&(stateClosing|stateLeaving) == 0
}

// drain waits for h to be done with all messages. Called after quiet.
func (c *Conn) drain(ctx context.Context, h Handler) {
	for c.state.Load()&stateBusy != 0 {
		select {
		case <-c.calm:
		case <-ctx.Done():
			return
		}
	}
	c.calmed() // for a Shutdown that runs beside this one
	if d, ok := h.(Drainer); ok {
		d.Drain(ctx, c)
	}
}

// calmed wakes drain. A token that is there already does so too: drain looks
// again each time.
func (c *Conn) calmed() {
	select {
	case c.calm <- struct{}{}:
	default:
	}
}
