package luahost_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/luaws/luaws/luahost"
)

func TestTimersFireInOrder(t *testing.T) {
	f := newFixture(t, luahost.Options{})
	s := f.launch(t, "")
	var got []string
	s.Do(func() {
		for i, ms := range []int{30, 10, 20, 10, 10, 0, 30} {
			s.After(time.Duration(ms)*time.Millisecond, func() { got = append(got, fmt.Sprintf("%d:%d", ms, i)) })
		}
	})
	f.WaitIdle()
	f.clock.Advance(time.Second)
	f.WaitIdle()
	if g := strings.Join(got, " "); g != "0:5 10:1 10:3 10:4 20:2 30:0 30:6" {
		t.Error(g)
	}
}

func TestStopTimer(t *testing.T) {
	f := newFixture(t, luahost.Options{})
	s := f.launch(t, "")
	fired := 0
	s.Do(func() {
		a := s.After(time.Millisecond, func() { fired++ })
		s.After(2*time.Millisecond, func() { fired += 10 })
		a.Stop()
		a.Stop()
	})
	f.WaitIdle()
	f.clock.Advance(time.Second)
	f.WaitIdle()
	if fired != 10 {
		t.Error(fired)
	}
}

// A timer that is set earlier than all others moves the alarm.
func TestEarlierTimer(t *testing.T) {
	f := newFixture(t, luahost.Options{})
	s := f.launch(t, "")
	var got []string
	s.Do(func() {
		s.After(time.Hour, func() { got = append(got, "late") })
		s.After(time.Second, func() { got = append(got, "early") })
	})
	f.WaitIdle()
	f.clock.Advance(2 * time.Second)
	f.WaitIdle()
	if strings.Join(got, " ") != "early" {
		t.Error(got)
	}
}

func TestTimeOfDay(t *testing.T) {
	clock := luahost.NewFakeClock(time.Date(2026, 1, 2, 3, 4, 5, 670e6, time.UTC))
	h := luahost.New(luahost.Options{Clock: clock})
	defer h.Close(t.Context())
	clock.Advance(1335 * time.Millisecond)
	if h.Now() != 67+133 || h.StartTime() != clock.Now().Unix()-2 {
		t.Error(h.Now(), h.StartTime())
	}
}

func TestEnvironment(t *testing.T) {
	h := luahost.New(luahost.Options{})
	defer h.Close(t.Context())
	if _, ok := h.Getenv("k"); ok || !h.Setenv("k", "v") || h.Setenv("k", "w") {
		t.Error("a key can be set once")
	}
	if v, ok := h.Getenv("k"); v != "v" || !ok {
		t.Error(v, ok)
	}
}
