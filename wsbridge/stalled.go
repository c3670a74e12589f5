package wsbridge

import (
	"net"
	"time"
)

// Clients that connect and say nothing must not keep others out: while
// MaxHandshakes are under way, those are broken off that wait for their client for
// stalledAfter already. A handshake that waits for us (TLS, a decision) isn't.
const (
	stalledAfter = 500 * time.Millisecond
	stalledCheck = 50 * time.Millisecond
)

// An attempt is a handshake under way.
type attempt struct {
	since   time.Time
	conn    *Conn // nil at first
	refused bool  // only the client is waited for, that it takes its answer
	dropped bool

	plain *plainConn // not nil: it is none, but answered by Config.Plain
	free  func()     // gives its place among MaxHandshakes back; nil: it has none
}

// dropStalled breaks off the handshakes that wait for their client for too long.
func (s *Server) dropStalled() {
	s.mu.Lock()
	defer s.mu.Unlock()
	since := time.Now().Add(-stalledAfter)
	for nc, a := range s.handshaking {
		if a.since.Before(since) && !a.dropped && a.plain == nil && (a.refused || a.conn != nil && a.conn.wire.stalled()) {
			a.dropped = true
			nc.Close()
		}
	}
}

// handshake notes that c is what becomes of a stream.
func (s *Server) handshake(nc net.Conn, c *Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.handshaking[nc]; a != nil {
		a.conn = c
	}
}

// refusing notes that a handshake is over but for the answer.
func (s *Server) refusing(nc net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.handshaking[nc]; a != nil && !a.dropped {
		a.refused = true
	}
}

// stalled reports whether the wire waits for its peer, and nothing has come that
// only hasn't been read yet.
func (w *wire) stalled() bool {
	if w.phase.Load() != phaseReading {
		return false
	}
	come := false
	if w.raw != nil {
		w.raw.Control(func(fd uintptr) { come = inputWaits(fd) })
	}
	return !come
}
