package wsbridge

import (
	"context"
	"time"
)

// closePeriod is what lies between two Close frames of Shutdown, on average: so many
// are sent at once, and a few connections need no wait.
const (
	closePeriod = time.Millisecond
	closeAtOnce = 20
)

// closePaced closes all connections in at most half the time that ctx has left.
func (s *Server) closePaced(ctx context.Context, conns []*Conn) {
	clock := s.clock()
	left := time.Duration(-1)
	if deadline, ok := ctx.Deadline(); ok {
		left = time.Until(deadline)
	}
	all := spread(len(conns), left)
	start := clock.Now()
	for i, c := range conns {
		if i > 0 && i%closeAtOnce == 0 {
			due := all * time.Duration(i) / time.Duration(len(conns))
			pause(ctx, clock, due-clock.Now().Sub(start))
		}
		c.Close(s.drainCode(), goodbye)
	}
}

// spread is the time over which n closes are distributed; left < 0: there is no end.
func spread(n int, left time.Duration) time.Duration {
	all := time.Duration(n) * closePeriod
	if left >= 0 {
		all = min(all, left/2)
	}
	return all
}

// pause waits until d has passed, or ctx is done.
func pause(ctx context.Context, clock Clock, d time.Duration) {
	if d <= 0 {
		return
	}
	over := make(chan struct{})
	stop := clock.AfterFunc(d, func() { close(over) })
	defer stop()
	select {
	case <-over:
	case <-ctx.Done():
	}
}

// drainCode is DrainCode, or its default.
func (s *Server) drainCode() int {
	if s.DrainCode == 0 {
		return CloseGoingAway
	}
	return s.DrainCode
}
