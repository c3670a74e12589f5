package luahost

import (
	"sync"
	"time"
)

// environment is what skynet.getenv reads: keys of the config, and those that
// services have set.
type environment struct {
	mu   sync.RWMutex
	vars map[string]string
}

// Getenv reads a key that all services see.
func (h *Host) Getenv(key string) (value string, ok bool) {
	h.env.mu.RLock()
	defer h.env.mu.RUnlock()
	value, ok = h.env.vars[key]
	return value, ok
}

// Setenv sets a key; false: it was set already, and stays as it is.
func (h *Host) Setenv(key, value string) bool {
	h.env.mu.Lock()
	defer h.env.mu.Unlock()
	if _, set := h.env.vars[key]; set {
		return false
	}
	if h.env.vars == nil {
		h.env.vars = map[string]string{}
	}
	h.env.vars[key] = value
	return true
}

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
	return h.epoch.base + int64(h.clock.Now().Sub(h.epoch.start)/(10*time.Millisecond))
}

// Clock is the host's clock.
func (h *Host) Clock() Clock { return h.clock }
