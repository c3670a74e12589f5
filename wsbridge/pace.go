package wsbridge

import (
	"net"

	"golang.org/x/time/rate"
)

// A paced listener accepts so many streams a second: the others wait in the
// kernel's queue, and are refused by nobody.
type paced struct {
	net.Listener
	clock Clock
	limit *rate.Limiter
	stop  <-chan struct{}
}

// pace is ln, at Server.AcceptRate.
func (s *Server) pace(ln net.Listener, stop <-chan struct{}) net.Listener {
	n := s.AcceptRate
	if n <= 0 {
		return ln
	}
	return &paced{ln, s.clock(), rate.NewLimiter(rate.Limit(n), n), stop}
}

func (p *paced) Accept() (net.Conn, error) {
	nc, err := p.Listener.Accept()
	if err != nil {
		return nil, err
	}
	now := p.clock.Now()
	if wait := p.limit.ReserveN(now, 1).DelayFrom(now); wait > 0 {
		done := make(chan struct{})
		stop := p.clock.AfterFunc(wait, func() { close(done) })
		select {
		case <-done:
		case <-p.stop:
			stop()
		}
	}
	return nc, nil
}
