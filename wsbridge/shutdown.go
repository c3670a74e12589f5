package wsbridge

import (
	"context"
	"sync"
	"time"
)

// goodbye is the reason that goes with 1001.
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

// Shutdown ends everything in this order: no new connections, and handshakes
// under way are broken off; no new messages to any handler; all messages that
// have been delivered are worked off, in at most half the time that ctx leaves,
// and what they send goes out; Close 1001 to all; the ends of all connections,
// Closed included. Where a step is not done in time, the following ones still
// happen, and connections that are left when ctx is done are aborted with
// ErrServerClosed.
//
// It returns nil when every connection has ended, or ctx.Err(). Called again,
// it waits again: with a second context one can wait for the aborted
// connections' Closed.
func (s *Server) Shutdown(ctx context.Context) error {
	conns := s.beginShutdown()
	working, cancel := halfOf(ctx)
	defer cancel()
	var wg sync.WaitGroup
	for c, h := range conns {
		wg.Go(func() { c.drain(working, h) })
	}
	wg.Wait()
	for c := range conns {
		c.Close(CloseGoingAway, goodbye)
	}
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
	if len(s.conns) == 0 && len(s.handshaking) == 0 {
		return nil
	}
	return ctx.Err()
}

// halfOf ends when half the time is over that ctx has left: a handler that
// doesn't end must not cost all others their closing handshake.
func halfOf(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Until(deadline)/2)
}

// beginShutdown stops everything new and returns the connections there are.
func (s *Server) beginShutdown() map[*Conn]Handler {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.initLocked()
	if !s.closing {
		s.closing = true
		s.stop()
		s.checkOverLocked()
	}
	for ln := range s.listeners {
		ln.Close()
	}
	for nc := range s.handshaking {
		nc.Close()
	}
	conns := make(map[*Conn]Handler, len(s.conns))
	for _, c := range s.conns {
		c.quiet()
		conns[c] = c.handler
	}
	return conns
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
	c.order.Lock()
	if c.calm == nil {
		c.calm = make(chan struct{}, 1)
	}
	c.order.Unlock()
	c.state.Or(stateQuiet)
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
