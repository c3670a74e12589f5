package wsbridge

import (
	"sync"
	"testing"
	"time"
)

// A fakeClock stands still until advance.
type fakeClock struct {
	mu     sync.Mutex
	now    time.Time
	alarms map[*fakeAlarm]struct{}
}

type fakeAlarm struct {
	at time.Time
	f  func()
}

func newFakeClock() *fakeClock {
	return &fakeClock{now: time.Unix(1_700_000_000, 0), alarms: map[*fakeAlarm]struct{}{}}
}

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) AfterFunc(d time.Duration, f func()) func() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := &fakeAlarm{c.now.Add(d), f}
	c.alarms[a] = struct{}{}
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		_, set := c.alarms[a]
		delete(c.alarms, a)
		return set
	}
}

// advance moves the time on by d, and calls the alarms on the way, in order.
func (c *fakeClock) advance(d time.Duration) {
	c.mu.Lock()
	end := c.now.Add(d)
	for {
		var first *fakeAlarm
		for a := range c.alarms {
			if !a.at.After(end) && (first == nil || a.at.Before(first.at)) {
				first = a
			}
		}
		if first == nil {
			break
		}
		delete(c.alarms, first)
		if first.at.After(c.now) {
			c.now = first.at
		}
		c.mu.Unlock()
		first.f()
		c.mu.Lock()
	}
	c.now = end
	c.mu.Unlock()
}

// alarmCount is how many alarms are set.
func (c *fakeClock) alarmCount() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.alarms)
}

func TestFakeClock(t *testing.T) {
	c := newFakeClock()
	start := c.Now()
	var at []time.Duration
	c.AfterFunc(3, func() { at = append(at, c.Now().Sub(start)) })
	c.AfterFunc(1, func() {
		at = append(at, c.Now().Sub(start))
		c.AfterFunc(1, func() { at = append(at, c.Now().Sub(start)) })
	})
	stop := c.AfterFunc(2, func() { t.Error("stopped") })
	if !stop() || stop() {
		t.Error("stop")
	}
	c.AfterFunc(11, func() { t.Error("too early") })
	c.advance(10)
	if len(at) != 3 || at[0] != 1 || at[1] != 2 || at[2] != 3 || c.Now().Sub(start) != 10 || c.alarmCount() != 1 {
		t.Error(at, c.Now().Sub(start), c.alarmCount())
	}
}
