package luahost

import (
	"sync"
	"time"
)

// FakeClock is a Clock for tests: its time passes only when told to.
type FakeClock struct {
	mu     sync.Mutex
	now    time.Time
	alarms map[*fakeAlarm]struct{}
}

type fakeAlarm struct {
	clock *FakeClock
	at    time.Time
	f     func()
}

// NewFakeClock makes a clock that stands at start.
func NewFakeClock(start time.Time) *FakeClock {
	return &FakeClock{now: start, alarms: map[*fakeAlarm]struct{}{}}
}

// Since is Now().Sub(t).
func (c *FakeClock) Since(t time.Time) time.Duration { return c.Now().Sub(t) }

// Now is the time that the clock shows.
func (c *FakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// AfterFunc sets an alarm, which Advance calls on its own goroutine.
func (c *FakeClock) AfterFunc(d time.Duration, f func()) Alarm {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := &fakeAlarm{c, c.now.Add(d), f}
	c.alarms[a] = struct{}{}
	return a
}

func (a *fakeAlarm) Stop() bool {
	a.clock.mu.Lock()
	defer a.clock.mu.Unlock()
	_, set := a.clock.alarms[a]
	delete(a.clock.alarms, a)
	return set
}

// Step moves the time on to the next alarm and calls it; false: there is none.
func (c *FakeClock) Step() bool {
	c.mu.Lock()
	a := c.nextLocked()
	if a == nil {
		c.mu.Unlock()
		return false
	}
	if a.at.After(c.now) {
		c.now = a.at
	}
	delete(c.alarms, a)
	c.mu.Unlock()
	a.f()
	return true
}

// Advance moves the time on by d and calls the alarms on the way, in order.
func (c *FakeClock) Advance(d time.Duration) {
	c.mu.Lock()
	end := c.now.Add(d)
	c.mu.Unlock()
	for {
		c.mu.Lock()
		a := c.nextLocked()
		if a == nil || a.at.After(end) {
			c.now = end
			c.mu.Unlock()
			return
		}
		c.mu.Unlock()
		c.Step()
	}
}

func (c *FakeClock) nextLocked() *fakeAlarm {
	var first *fakeAlarm
	for a := range c.alarms {
		if first == nil || a.at.Before(first.at) {
			first = a
		}
	}
	return first
}
