package luahost

import "time"

// Clock is where a Host has its time from.
type Clock interface {
	Now() time.Time
	// Since is Now().Sub(t).
	Since(t time.Time) time.Duration
	// AfterFunc calls f on another goroutine once d has passed.
	AfterFunc(d time.Duration, f func()) Alarm
}

// Alarm is what AfterFunc has set; Stop takes it back.
type Alarm interface{ Stop() bool }

// SystemClock is the machine's clock.
type SystemClock struct{}

func (SystemClock) Now() time.Time { return time.Now() }

// Since takes half the time of Now.
func (SystemClock) Since(t time.Time) time.Duration { return time.Since(t) }

func (SystemClock) AfterFunc(d time.Duration, f func()) Alarm { return time.AfterFunc(d, f) }
