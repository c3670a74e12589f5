package wsbridge

import "time"

// Clock is where a Server has the time from for all that waits longer than a
// moment; tests drive it.
type Clock interface {
	Now() time.Time
	// AfterFunc calls f on another goroutine once d has passed; stop takes it
	// back and reports whether it could.
	AfterFunc(d time.Duration, f func()) (stop func() bool)
}

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func (systemClock) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(d, f).Stop
}

// clock is the Server's, or the machine's.
func (s *Server) clock() Clock {
	if s.Clock != nil {
		return s.Clock
	}
	return systemClock{}
}
