package wsbridge

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// An Incident is a line for a log: a handshake that was refused, or a connection
// that a limit or a fault has ended.
type Incident struct {
	Kind   Kind
	Remote net.Addr // the client
	Err    error
	More   int // how many others of the kind there were since the last Incident
}

// String is one line: "192.0.2.1:5000: wsbridge: message too long (and 3 more)".
func (e Incident) String() string {
	line := e.text()
	if e.Remote != nil {
		line = e.Remote.String() + ": " + line
	}
	if e.More > 0 {
		line += fmt.Sprintf(" (and %d more)", e.More)
	}
	return line
}

// text is the error, without what it says twice.
func (e Incident) text() string {
	var herr *HandshakeError
	if !errors.As(e.Err, &herr) {
		return e.Err.Error()
	}
	short := *herr
	var cause *net.OpError
	switch {
	case errors.As(herr.Err, &cause): // with both addresses
		short.Err = cause.Err
	case e.Kind == RefusedFull, e.Kind == RefusedAddress:
		short.Err = nil
	}
	return short.Error()
}

// incidentInterval is how long an Incident of a kind keeps the next from being told.
const incidentInterval = time.Second

// A throttle tells the first Incident of a kind at once, and then at most one in
// incidentInterval, which tells of how many others there were: what clients can
// cause must not fill the log.
type throttle struct {
	mu    sync.Mutex
	kinds [kindCount]struct {
		stop func() bool // not nil: an interval runs
		last Incident    // of those that came meanwhile
		n    int         // how many
	}
}

// tell takes an incident of s.
func (t *throttle) tell(s *Server, e Incident) {
	if s.Incident == nil || kinds[e.Kind].quiet {
		return
	}
	t.mu.Lock()
	x := &t.kinds[e.Kind]
	if x.stop != nil {
		x.last = e
		x.n++
		t.mu.Unlock()
		return
	}
	t.beginLocked(s, e.Kind)
	t.mu.Unlock()
	s.Incident(e)
}

func (t *throttle) beginLocked(s *Server, k Kind) {
	t.kinds[k].stop = s.clock().AfterFunc(incidentInterval, func() { t.next(s, k) })
}

// next is an interval's end.
func (t *throttle) next(s *Server, k Kind) {
	t.mu.Lock()
	e, ok := t.takeLocked(k)
	if ok {
		t.beginLocked(s, k)
	}
	t.mu.Unlock()
	if ok {
		s.Incident(e)
	}
}

// takeLocked ends the interval of a kind.
func (t *throttle) takeLocked(k Kind) (e Incident, ok bool) {
	x := &t.kinds[k]
	e, ok = x.last, x.n > 0
	e.More = x.n - 1
	x.last, x.n, x.stop = Incident{}, 0, nil
	return e, ok
}

// flush tells what has not been told yet.
func (t *throttle) flush(s *Server) {
	for k := range t.kinds {
		t.mu.Lock()
		if stop := t.kinds[k].stop; stop != nil {
			stop()
		}
		e, ok := t.takeLocked(Kind(k))
		t.mu.Unlock()
		if ok {
			s.Incident(e)
		}
	}
}
