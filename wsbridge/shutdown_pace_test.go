package wsbridge

import (
	"context"
	"runtime"
	"testing"
	"time"
)

// A thousand closes in a second, unless there is not the time for it.
func TestSpread(t *testing.T) {
	for _, test := range []struct {
		n         int
		left, all time.Duration
	}{
		{0, time.Second, 0},
		{1, time.Second, time.Millisecond},
		{500, 10 * time.Second, 500 * time.Millisecond},
		{100_000, 10 * time.Second, 5 * time.Second},
		{100_000, -1, 100 * time.Second},
		{100_000, 0, 0},
	} {
		if all := spread(test.n, test.left); all != test.all {
			t.Errorf("%d closes with %s left: over %s, not %s", test.n, test.left, all, test.all)
		}
	}
}

// As time goes on, ever more connections are closed; all with DrainCode.
func TestClosesArePaced(t *testing.T) {
	const n = 50
	clock := newFakeClock()
	s := prepareSite(t, Config{})
	s.srv.Clock, s.srv.DrainCode = clock, 1012
	s.serve(echo)
	for range n {
		s.dial().CloseRead(testContext(t))
		s.conn()
	}
	shut := make(chan error)
	go func() { shut <- s.srv.Shutdown(testContext(t)) }()
	ended := 0
	count := func(until int) {
		for ; ended < until; ended++ {
			if end := s.end(); end != (End{1012, goodbye, nil}) {
				t.Errorf("end: %+v", end)
			}
		}
		for s.srv.Len() > n-until { // they leave just after they have told
			runtime.Gosched()
		}
	}
	waiting := func() {
		for clock.alarmCount() == 0 {
			runtime.Gosched()
		}
	}
	for sent := closeAtOnce; sent < n; sent += closeAtOnce {
		waiting()
		count(sent)
		clock.advance(closeAtOnce*closePeriod - 1)
		if s.srv.Len() < n-sent {
			t.Errorf("more than %d are closed too early", sent)
		}
		clock.advance(1)
	}
	count(n)
	if err := <-shut; err != nil {
		t.Error(err)
	}
	if k := s.srv.Stats.Of(ClosedStopping); k != n {
		t.Errorf("%d are counted", k)
	}
}

// Without time, nothing is waited for.
func TestClosesWithoutTime(t *testing.T) {
	clock := newFakeClock()
	s := prepareSite(t, Config{})
	s.srv.Clock = clock
	s.serve(echo)
	for range 60 {
		s.dial().CloseRead(testContext(t))
		s.conn()
	}
	ctx, cancel := context.WithDeadline(context.Background(), time.Now())
	defer cancel()
	s.srv.Shutdown(ctx)
	for range 60 {
		if end := s.end(); end.Code != 1001 {
			t.Errorf("end: %+v", end)
		}
	}
}
