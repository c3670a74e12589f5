package wsbridge

import (
	"context"
	"time"
)

// closePeriod is what lies between two Close frames of Shutdown.
const closePeriod = time.Millisecond

// closePaced closes all connections in at most half the time that ctx has left.
// The first goes at once; those that would all come after less than a moment
// aren't waited for.
func (s *Server) closePaced(ctx context.Context, conns []*Conn) {
	clock := s.clock()
	left := time.Duration(-1)
	if deadline, ok := ctx.Deadline(); ok {
		left = time.Until(deadline)
	}
	all := spread(len(conns), left)
	start := clock.Now()
	for i, c := range conns {
		due := all * time.Duration(i) / time.Duration(len(conns))
		if d := due - clock.Now().Sub(start); d > 0 {
			pause(ctx, clock, max(d, 5*time.Millisecond)) // less is not worth a timer
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
