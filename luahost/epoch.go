package luahost

import "time"

// epoch is when the host started, for skynet's clock.
type epoch struct {
	start time.Time
	base  int64 // centiseconds within the second of the start
}

func (e *epoch) init(now time.Time) {
	e.start = now
	e.base = int64(now.Nanosecond()) / int64(10*time.Millisecond)
}

// StartTime is when the host started, in seconds since 1970.
func (h *Host) StartTime() int64 { return h.epoch.start.Unix() }

// Now is the time since StartTime in centiseconds: StartTime + Now/100 is the
// time of day.
func (h *Host) Now() int64 {
	return h.epoch.base + int64(h.clock.Since(h.epoch.start)/(10*time.Millisecond))
}

// Clock is the host's clock.
func (h *Host) Clock() Clock { return h.clock }
