package vm

import (
	"sync/atomic"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// The cpu limit costs a running task nothing: a watchdog goroutine, one for the
// process and only while tasks with a limit run, looks every few milliseconds
// at the states that run, counts for each how often it saw the same stretch of
// running, and signals those that are over their limit.
type clock struct {
	limit time.Duration
	ticks int32        // limit in ticks of the watchdog
	seen  atomic.Int32 // ticks of this stretch
	slot  int          // where the watchdog finds the state, -1: not running
}

const tick = 4 * time.Millisecond

func (c *clock) init(limit time.Duration) {
	c.limit, c.slot = limit, -1
	c.ticks = int32(max(1, (limit+tick-1)/tick))
}

// over tells whether a signal is meant for this stretch, and not left over from the last.
func (c *clock) over() bool { return c.seen.Load() > c.ticks }

func (c *clock) exceeded() *Error {
	c.seen.Store(0)
	return &Error{Limit: "cpu", Value: lua.LString("cpu limit exceeded (" + c.limit.String() + ")")}
}

var watchdog struct {
	slots  [256]atomic.Pointer[State]
	hint   atomic.Uint32
	active atomic.Bool
}

// startClock begins a stretch of running; false if none is to end.
func (st *State) startClock() bool {
	c := &st.clock
	if c.limit == 0 || c.slot >= 0 { // a task in a task counts as one
		return false
	}
	c.seen.Store(0)
	w := &watchdog
	i := int(w.hint.Load())
	for range w.slots { // if all are taken, this stretch goes unwatched
		i = (i + 1) % len(w.slots)
		if w.slots[i].Load() == nil && w.slots[i].CompareAndSwap(nil, st) {
			c.slot = i
			break
		}
	}
	if !w.active.Load() && w.active.CompareAndSwap(false, true) {
		go watch()
	}
	return c.slot >= 0
}

// stopClock ends the stretch.
func (st *State) stopClock() {
	c := &st.clock
	watchdog.slots[c.slot].Store(nil)
	watchdog.hint.Store(uint32(c.slot - 1 + len(watchdog.slots)))
	c.slot = -1
	st.sig.clear(sigCPU)
}

// watch looks at running states until there were none for a while.
func watch() {
	w := &watchdog
	idle := 0
	for range time.Tick(tick) {
		idle++
		for i := range w.slots {
			if st := w.slots[i].Load(); st != nil {
				idle = 0
				if st.clock.seen.Add(1) > st.clock.ticks {
					st.sig.raise(sigCPU)
				}
			}
		}
		if idle > 250 {
			w.active.Store(false)
			for i := range w.slots { // one may have come since
				if w.slots[i].Load() != nil && w.active.CompareAndSwap(false, true) {
					go watch()
					break
				}
			}
			return
		}
	}
}
