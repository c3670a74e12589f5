package luahost

import (
	"fmt"
	"sync"
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
			s.endless.Store(true)
			e.h.log.line(0, fmt.Sprintf("error: A message from [ :%08x ] to [ %s ] maybe in an endless loop (version = %d)",
				s.source.Load(), s, n))
		}
	}
	e.seen = seen
	e.arm()
}

// Endless tells whether the service was found in an endless loop since this
// was last asked.
func (s *Service) Endless() bool { return s.endless.Swap(false) }

func (e *endless) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	if e.alarm != nil {
		e.alarm.Stop()
	}
}
