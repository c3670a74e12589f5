package luahost

import (
	"container/heap"
	"sync"
	"time"
)

// timers is the timer queue of a Host: one alarm of the clock for all of them.
// Timers fire in the order of their time, equal ones in the order in which they
// were set (as skynet's do).
type timers struct {
	clock Clock

	mu     sync.Mutex
	heap   timerHeap
	seq    uint64
	alarm  Alarm
	at     time.Time // of the alarm
	firing bool
	closed bool
}

// Timer is one that a service has set.
type Timer struct {
	s     *Service
	fn    func()
	at    time.Time
	seq   uint64
	index int // in the heap; -1: fired or stopped

	prev, next *Timer // in the list of the service
}

// set adds a timer and to the list of its service.
func (ts *timers) set(s *Service, d time.Duration, fn func()) *Timer {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	t := &Timer{s: s, fn: fn, at: ts.clock.Now().Add(d), seq: ts.seq}
	ts.seq++
	heap.Push(&ts.heap, t)
	if t.next = s.timers; t.next != nil {
		t.next.prev = t
	}
	s.timers = t
	ts.armLocked()
	return t
}

// Stop takes the timer back. One that has fired already, but whose turn in the
// mailbox hasn't come, still runs.
func (t *Timer) Stop() {
	ts := &t.s.host.timers
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.removeLocked(t)
}

func (ts *timers) removeLocked(t *Timer) {
	if t.index < 0 {
		return
	}
	heap.Remove(&ts.heap, t.index)
	ts.unlinkLocked(t)
}

func (ts *timers) unlinkLocked(t *Timer) {
	if t.prev != nil {
		t.prev.next = t.next
	} else {
		t.s.timers = t.next
	}
	if t.next != nil {
		t.next.prev = t.prev
	}
	t.prev, t.next = nil, nil
}

// drop stops all timers of a service that has ended.
func (ts *timers) drop(s *Service) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	for s.timers != nil {
		ts.removeLocked(s.timers)
	}
	if len(ts.heap) == 0 {
		ts.armLocked()
	}
}

// armLocked sets the alarm for the first timer.
func (ts *timers) armLocked() {
	if ts.firing || ts.closed {
		return
	}
	if len(ts.heap) == 0 {
		if ts.alarm != nil {
			ts.alarm.Stop()
			ts.alarm = nil
		}
		return
	}
	first := ts.heap[0].at
	if ts.alarm != nil {
		if !first.Before(ts.at) {
			return // it goes off early, and is set again then
		}
		ts.alarm.Stop()
	}
	ts.at = first
	ts.alarm = ts.clock.AfterFunc(max(first.Sub(ts.clock.Now()), 0), ts.fire)
}

// fire gives what is due to the services' mailboxes. Only one fire is under
// way at a time, which keeps the order.
func (ts *timers) fire() {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.firing {
		return
	}
	ts.firing, ts.alarm = true, nil
	now := ts.clock.Now()
	for len(ts.heap) > 0 && !ts.heap[0].at.After(now) {
		t := heap.Pop(&ts.heap).(*Timer)
		ts.unlinkLocked(t)
		ts.mu.Unlock()
		t.s.post(t)
		ts.mu.Lock()
	}
	ts.firing = false
	ts.armLocked()
}

func (ts *timers) close() {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.closed = true
	if ts.alarm != nil {
		ts.alarm.Stop()
	}
}

func (t *Timer) run(*Service) { t.fn() }
func (t *Timer) drop()        {}

type timerHeap []*Timer

func (h timerHeap) Len() int { return len(h) }
func (h timerHeap) Less(i, j int) bool {
	if c := h[i].at.Compare(h[j].at); c != 0 {
		return c < 0
	}
	return h[i].seq < h[j].seq
}
func (h timerHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}
func (h *timerHeap) Push(x any) {
	t := x.(*Timer)
	t.index = len(*h)
	*h = append(*h, t)
}
func (h *timerHeap) Pop() any {
	old := *h
	t := old[len(old)-1]
	old[len(old)-1] = nil
	*h, t.index = old[:len(old)-1], -1
	return t
}
