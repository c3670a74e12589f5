package wsbridge

import (
	"sync"
	"sync/atomic"
	"time"
)

const (
	// tick is how exact a wheel is: what is due is found up to a tick late.
	tick = 100 * time.Millisecond

	// wheelSlots is how many ticks a turn has: what is due later is looked at
	// once a turn, and put back.
	wheelSlots = 512

	// mostTicks bounds what one alarm moves a wheel on by. When the process, or the
	// whole machine, has stood still for longer, that is no fault of the peers:
	// what they have sent meanwhile has not been read.
	mostTicks = 10
)

// ticks is a time as wheels have it; a part of a tick counts as one.
func ticks(d time.Duration) uint32 {
	if d <= 0 {
		return 0
	}
	return uint32(min((d+tick-1)/tick, 1<<30))
}

// A wheel is one timer for many connections: a ring of lists, one of which comes
// due with each tick. It has an alarm of its clock only while there is something
// in it. Adding, removing and a look at what is due cost the same for any number.
type wheel struct {
	clock Clock
	check func(l *life, now uint32) (due uint32) // when to look again; 0: never

	now atomic.Uint32 // ticks, from 1 on

	mu    sync.Mutex
	slots [wheelSlots]*life
	n     int         // what is in it, or being checked
	last  time.Time   // when now became what it is
	stop  func() bool // of the alarm; nil: there is none
}

func (w *wheel) init(clock Clock, check func(*life, uint32) uint32) {
	w.clock, w.check = clock, check
	w.now.Store(1)
}

// add has l checked after some ticks.
func (w *wheel) add(l *life, after uint32) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n++
	if w.stop == nil {
		w.last = w.clock.Now()
		w.armLocked(tick)
	}
	w.placeLocked(l, w.now.Load()+after)
}

// remove takes l out for good.
func (w *wheel) remove(l *life) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if l.gone {
		return
	}
	l.gone = true
	if l.due != 0 {
		w.unlinkLocked(l)
	}
	w.lessLocked()
}

func (w *wheel) lessLocked() {
	if w.n--; w.n == 0 && w.stop != nil && w.stop() {
		w.stop = nil
	}
}

func (w *wheel) armLocked(d time.Duration) { w.stop = w.clock.AfterFunc(d, w.turn) }

func (w *wheel) placeLocked(l *life, due uint32) {
	now := w.now.Load()
	l.due = max(due, now+1)
	l.slot = uint16(min(l.due, now+wheelSlots-1) % wheelSlots)
	head := &w.slots[l.slot]
	l.prev, l.next = nil, *head
	if l.next != nil {
		l.next.prev = l
	}
	*head = l
}

func (w *wheel) unlinkLocked(l *life) {
	if l.next != nil {
		l.next.prev = l.prev
	}
	if l.prev != nil {
		l.prev.next = l.next
	} else {
		w.slots[l.slot] = l.next
	}
	l.next, l.prev, l.due = nil, nil, 0
}

// turn is the alarm's.
func (w *wheel) turn() {
	w.mu.Lock()
	for range w.passedLocked() {
		now := w.now.Add(1)
		for due := w.takeLocked(now); due != nil; {
			l := due
			due, l.next = l.next, nil
			w.mu.Unlock()
			again := w.check(l, now)
			w.mu.Lock()
			switch {
			case l.gone:
			case again == 0:
				l.gone = true
				w.lessLocked()
			default:
				w.placeLocked(l, again)
			}
		}
	}
	if w.n == 0 {
		w.stop = nil
	} else {
		w.armLocked(max(tick-w.clock.Now().Sub(w.last), tick/10))
	}
	w.mu.Unlock()
}

// passedLocked is how many ticks have passed.
func (w *wheel) passedLocked() int {
	now := w.clock.Now()
	n := max(int(now.Sub(w.last)/tick), 1)
	if n > mostTicks {
		n, w.last = mostTicks, now
	} else {
		w.last = w.last.Add(time.Duration(n) * tick)
	}
	return n
}

// takeLocked takes out what is due now, as a list. What has come round too early
// is put back.
func (w *wheel) takeLocked(now uint32) (due *life) {
	l := w.slots[now%wheelSlots]
	w.slots[now%wheelSlots] = nil
	for l != nil {
		next := l.next
		if l.due > now {
			w.placeLocked(l, l.due)
		} else {
			l.next, l.prev, l.due = due, nil, 0
			due = l
		}
		l = next
	}
	return due
}
