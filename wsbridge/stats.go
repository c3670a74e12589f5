package wsbridge

import (
	"errors"
	"net"
	"sync/atomic"
)

// Stats counts what has happened on a Server since it was made. All methods may
// be called at any time.
type Stats struct {
	accepted atomic.Int64
	opened   atomic.Int64
	dialed   atomic.Int64
	kinds    [kindCount]atomic.Int64
}

// Of returns how often something has happened.
func (s *Stats) Of(k Kind) int64 { return s.kinds[k].Load() }

// A Count is one figure of a Server.
type Count struct {
	Name  string // lower case, words joined by _
	Value int64
}

// Counts returns all figures of the Server, always in the same order:
//
//	accepted      streams that were to become websockets
//	opened        handshakes that were done
//	dialed        connections to servers (Dial) that were run
//	open          connections there are now, of both
//	handshaking   handshakes under way now
//	plain         connections that Config.Plain answers now
//	served_plain  those that have ended
//	refused_...   handshakes that were refused, by Kind
//	accept_failed accepts that failed, mostly for want of file descriptors
//	closed_...    connections that have ended, by Kind
//	dropped_messages  messages that were not sent to slow peers: Config.Slow
//
// Each stream accepted is opened, refused or still handshaking; what was opened
// or dialed is open or closed. The figures are read one after the other: while
// things go on, sums may be off by some.
func (s *Server) Counts() []Count {
	s.mu.Lock()
	open, handshaking, plain := len(s.conns), len(s.handshaking)-s.plain, s.plain
	s.mu.Unlock()
	all := []Count{
		{"accepted", s.Stats.accepted.Load()},
		{"opened", s.Stats.opened.Load()},
		{"dialed", s.Stats.dialed.Load()},
		{"open", int64(open)},
		{"handshaking", int64(handshaking)},
		{"plain", int64(plain)},
	}
	for k := unknownKind + 1; k < kindCount; k++ {
		all = append(all, Count{k.String(), s.Stats.Of(k)})
	}
	return all
}

// refused counts and tells a handshake that has failed.
func (s *Server) refused(nc net.Conn, err error) {
	s.mu.Lock()
	a, closing := s.handshaking[nc], s.closing
	s.mu.Unlock()
	k := refusalKind(err)
	remote := nc.RemoteAddr()
	var herr *HandshakeError
	if errors.As(err, &herr) && herr.remote != nil {
		remote = herr.remote
	}
	switch {
	case closing: // that is why
		k = RefusedStopping
	case a != nil && a.dropped:
		k, err = RefusedStalled, ErrStalled
	}
	s.count(Incident{Kind: k, Remote: remote, Err: err})
}

// acceptFailed counts and tells it.
func (s *Server) acceptFailed(err error) { s.count(Incident{Kind: AcceptFailed, Err: err}) }

func (s *Server) count(e Incident) {
	s.Stats.kinds[e.Kind].Add(1)
	s.incidents.tell(s, e)
}

// ended counts and tells the end of a connection.
func (s *Server) ended(c *Conn, end End) {
	k := endKind(end, c.over.byPeer)
	if k == ClosedByUs && end.Code == s.drainCode() && s.stopping() {
		k = ClosedStopping
	}
	s.count(Incident{Kind: k, Remote: c.RemoteAddr(), Err: end.Err})
}
