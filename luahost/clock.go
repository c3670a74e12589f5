package luahost

import "time"

// Clock is where a Host has its time from.
type Clock interface {
	Now() time.Time
	// AfterFunc calls f on another goroutine once d has passed.
	AfterFunc(d time.Duration, f func()) Alarm
}

// Alarm is what AfterFunc has set; Stop takes it back.
type Alarm interface{ Stop() bool }

// SystemClock is the machine's clock.
type SystemClock struct{}

func (SystemClock) Now() time.Time { return time.Now() }

func (SystemClock) AfterFunc(d time.Duration, f func()) Alarm { return time.AfterFunc(d, f) }
