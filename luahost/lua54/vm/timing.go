package vm

import "time"

// timing counts how long a coroutine runs, without the time that it is
// suspended or its task is parked.
type timing struct {
	spent time.Duration
	since time.Time // when it began to run; zero: it doesn't
}

func (t *timing) enter() { t.since = time.Now() }

func (t *timing) leave() {
	if !t.since.IsZero() {
		t.spent += time.Since(t.since)
		t.since = time.Time{}
	}
}

// StartTiming begins to count how long c runs, with what it resumes; false: that
// was begun before. For code that c's State runs.
func (c *Coroutine) StartTiming() bool {
	f := c.f
	if f.timing != nil {
		return false
	}
	f.timing = &timing{}
	if f.active {
		f.timing.enter()
	}
	return true
}

// StopTiming ends the count; false: there is none.
func (c *Coroutine) StopTiming() (spent time.Duration, ok bool) {
	t := c.f.timing
	if t == nil {
		return 0, false
	}
	c.f.timing = nil
	t.leave()
	return t.spent, true
}
