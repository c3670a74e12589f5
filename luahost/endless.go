package luahost

import (
	"fmt"
	"sync"
	"time"
)

// endless looks from time to time for tasks that run on and on, and tells of
// those that it finds in the same place again, as skynet's monitor does.
type endless struct {
	h *Host

	mu     sync.Mutex
	alarm  Alarm
	closed bool
	seen   map[*Service]uint64 // steps at the last look; odd: a task was running
}

func (e *endless) init(h *Host) {
	if e.h = h; h.opt.WarnEndless > 0 {
		e.arm()
	}
}

func (e *endless) arm() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.closed {
		e.alarm = e.h.clock.AfterFunc(e.h.opt.WarnEndless, e.look)
	}
}

func (e *endless) look() {
	seen := map[*Service]uint64{}
	for _, s := range e.h.all() {
		n := s.steps.Load()
		if n%2 == 0 {
			continue
		}
		seen[s] = n
		if last, ok := e.seen[s]; ok && last == n {
			s.Log(fmt.Sprintf("error: a task of %s maybe in an endless loop: it has run for %s without blocking",
				s, e.h.opt.WarnEndless.Round(time.Millisecond)))
		}
	}
	e.seen = seen
	e.arm()
}

func (e *endless) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	if e.alarm != nil {
		e.alarm.Stop()
	}
}
