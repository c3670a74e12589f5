package wsbridge

import (
	"net"
	"syscall"
	"testing"
	"time"
)

// Clients that say nothing, or do not take their answer, make room when others wait.
func TestStalledHandshakesAreDropped(t *testing.T) {
	s := prepareSite(t, Config{HandshakeTimeout: time.Minute, CloseTimeout: time.Minute})
	s.srv.MaxHandshakes = 3
	told := make(chan Incident, 10)
	s.srv.Incident = func(e Incident) { told <- e }
	s.serve(echo)
	silent := []*rawClient{s.rawTCP(), s.rawTCP(), s.rawTCP()}
	silent[1].send(rawRequest[:50])
	silent[2].send("nonsense\r\n\r\n")
	until(t, func() bool { return s.over(3) })
	r := s.raw()
	r.sync()
	for _, r := range silent {
		for err := error(nil); err == nil; {
			_, err = r.br.ReadByte()
		}
	}
	until(t, func() bool { return len(told) >= 2 })
	var kinds []Kind
	for len(told) > 0 {
		kinds = append(kinds, (<-told).Kind)
	}
	if len(kinds) != 2 {
		t.Errorf("told %v", kinds)
	}
}

// A handshake that waits for us is not stalled.
func TestDecisionIsNotStalled(t *testing.T) {
	goOn := make(chan struct{})
	s := prepareSite(t, Config{HandshakeTimeout: time.Minute, Decide: func(*Handshake) *HandshakeError { <-goOn; return nil }})
	s.srv.MaxHandshakes = 1
	s.serve(echo)
	r := s.rawTCP()
	r.send(rawRequest)
	until(t, func() bool { return handshaking(s) >= 1 })
	until(t, func() bool { return s.seats() >= 1 })
	s.over(1)
	s.srv.dropStalled()
	close(goOn)
	r.upgraded()
	r.sync()
}

// AcceptRate lets so many in at once, and others when it is their time.
func TestAcceptRate(t *testing.T) {
	s, clock := timeless(t, Config{})
	s.srv.AcceptRate = 2
	s.serve(echo)
	s.raw()
	s.raw()
	third := s.rawTCP()
	third.send(rawRequest)
	until(t, func() bool { return clock.alarmCount() >= 1 })
	if n := s.srv.Len(); n != 2 {
		t.Errorf("%d connections", n)
	}
	clock.advance(500 * time.Millisecond)
	third.upgraded()
	s.rawTCP() // waits at the end
	until(t, func() bool { return clock.alarmCount() >= 1 })
}

// Failed accepts are counted and told.
func TestAcceptFailed(t *testing.T) {
	s := prepareSite(t, Config{})
	told := make(chan Incident, 10)
	s.srv.Incident = func(e Incident) { told <- e }
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.serveOn(&failingListener{Listener: ln, errs: []error{syscall.EMFILE}}, func(*Conn) Handler { return &hook{s: s, message: echo} })
	s.raw().sync()
	if e := <-told; e.Kind != AcceptFailed || e.String() != "accept: too many open files" {
		t.Errorf("told %v", e)
	}
	if n := s.srv.Stats.Of(AcceptFailed); n != 1 {
		t.Errorf("counted %d", n)
	}
}

// over reports whether n handshakes wait for their client, or for us, and lets
// an hour pass for them if so.
func (s *site) over(n int) bool {
	s.srv.mu.Lock()
	defer s.srv.mu.Unlock()
	for _, a := range s.srv.handshaking {
		if a.conn != nil && (a.refused || a.conn.wire.phase.Load() == phaseReading || s.srv.seats.taken > 0) {
			n--
		}
	}
	if n > 0 {
		return false
	}
	for _, a := range s.srv.handshaking {
		a.since = a.since.Add(-time.Hour)
	}
	return true
}
