package wsbridge

import (
	"errors"
	"os"
	"sync/atomic"
	"time"
)

// A connection that is silent for a while is parked: it has no goroutine then, and no
// buffers, and the poller wakes it when something comes. Only between two messages: in
// the midst of one, its goroutine waits.
//
// One that is warm waits with its goroutine, as that is the quickest way to go on. It is
// so when something has come soon after it was parked, several times in a row, until
// nothing has come for a lap. A new one is warm, unless many are new: their stacks
// would be memory that stays for a while.
const (
	soon = 100                    // milliseconds
	warm = 4                      // times
	lap  = 500 * time.Millisecond // a silence of one to two is enough
)

// What wire.quick is, besides how often something has come soon.
const (
	unknown  int8 = 0 // a new connection
	newcomer int8 = -1
	slow     int8 = -2
)

var (
	newcomers    atomic.Int32 // new connections that are warm
	maxNewcomers int32        = 200
)

// parking is for tests: "always" has no connection be warm, "never" has none be parked.
var parking string

// errParked ends a goroutine's part of the reading: the connection goes on with
// another one.
var errParked = errors.New("parked")

// parks reports whether c can be parked at all.
func (c *Conn) parks() bool { return canPoll && c.shares() && parking != "never" }

// fill waits until something has come, which is in c.wire.in then. It returns
// errParked if the caller has nothing to do with c any more.
func (c *Conn) fill() error {
	w := &c.wire
	w.beginReading()
	parks := c.parks()
	for {
		var got result
		switch {
		case !parks:
			got = w.fetch(nil)
		case w.isWarm():
			w.beginLap()
			got = w.fetch(nil)
		case w.woken:
			w.woken = false
			if got = w.readSome(false); got.err == errNothing {
				continue
			}
			w.more.came(got.n)
		case c.park():
			return errParked
		default: // it is closing
			parks = false
			continue
		}
		if got.err == nil || !w.isLap(got.err) {
			w.cameLap = true
			w.phase.Store(phaseGathering)
			return got.err
		}
		w.endLap()
	}
}

// isWarm decides it for a new connection.
func (w *wire) isWarm() bool {
	if parking == "always" {
		return false
	}
	if w.quick == unknown {
		w.quick = newcomer
		if newcomers.Add(1) > maxNewcomers {
			w.known(slow)
		}
	}
	return w.quick == newcomer || w.quick >= warm
}

// known says what a connection is that may be a newcomer.
func (w *wire) known(quick int8) {
	if w.quick == newcomer {
		newcomers.Add(-1)
	}
	w.quick = quick
}

// beginLap sets a read deadline once in a lap: that takes nothing of each message, as a
// timer would.
func (w *wire) beginLap() {
	if w.inLap {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.due == 0 {
		w.inLap = true
		w.Conn.SetReadDeadline(time.Now().Add(lap))
	}
}

// isLap reports whether reading has failed only because a lap was over. If it is the
// other deadline that matters, it has been set again.
func (w *wire) isLap(err error) bool {
	if !w.inLap || !errors.Is(err, os.ErrDeadlineExceeded) {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.due != 0 {
		left := int32(w.due - uptime())
		w.Conn.SetReadDeadline(time.Now().Add(time.Duration(left) * time.Millisecond))
		return left > 0
	}
	return true
}

// endLap judges what has come in it.
func (w *wire) endLap() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.inLap = false
	if w.due != 0 {
		return
	}
	if w.cameLap {
		w.known(warm)
	} else {
		w.known(slow)
		w.Conn.SetReadDeadline(time.Time{})
	}
	w.cameLap = false
}

// park reports false if that is impossible. Otherwise another goroutine may be at work
// on c already.
func (c *Conn) park() bool {
	w := &c.wire
	w.mu.Lock()
	if w.patience > 0 || w.closed {
		w.mu.Unlock()
		return false
	}
	w.phase.Store(phaseParked)
	w.parkedAt = uptime()
	w.mu.Unlock()
	if thePoller.arm(c) {
		return true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.phase.Load() != phaseParked {
		return true // woken meanwhile
	}
	w.phase.Store(phaseReading)
	return false
}

// come is called by the poller.
func (c *Conn) come() {
	w := &c.wire
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.phase.Load() == phaseParked {
		if uptime()-w.parkedAt > soon {
			w.quick = slow
		} else if w.quick < warm {
			w.quick = max(w.quick, 0) + 1
		}
		c.wakeLocked()
	}
}

// wakeLocked gives c a goroutine, if it has none: there may be something to read, or
// another reason why reading must go on. Called with wire.mu held.
func (c *Conn) wakeLocked() {
	if c.wire.phase.Load() == phaseParked {
		c.wire.phase.Store(phaseReading)
		c.wire.woken = true
		go c.drive()
	}
}

var started = time.Now()

// uptime is in milliseconds, and wraps around.
func uptime() uint32 { return uint32(time.Since(started).Milliseconds()) }
