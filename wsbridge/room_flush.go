package wsbridge

import (
	"runtime"
	"sync"
)

// A snapshot is the members of a room as they were at some time, with something in
// their queues.
type snapshot struct {
	room    *room
	version uint64
	conns   *[]*Conn
}

var snapshotPool = sync.Pool{New: func() any { return new([]*Conn) }}

func (x snapshot) flush() {
	for _, c := range *x.conns {
		c.flushDue()
	}
	x.drop()
}

func (x snapshot) drop() {
	clear(*x.conns)
	*x.conns = (*x.conns)[:0]
	snapshotPool.Put(x.conns)
}

// A flushing has one goroutine at a time write to the members of a room. What is
// broadcast meanwhile waits for its next round, in which each member gets all of
// that at once: the more a room has to say, the less a message costs.
type flushing struct {
	mu      sync.Mutex
	on      bool
	waiting []snapshot // no two of one version
}

// flush writes what is queued for x, or leaves it to who is doing so.
func (f *flushing) flush(x snapshot) {
	if !f.begin(x) {
		return
	}
	// Others who are about to broadcast may do so first, also where there is only
	// one processor for all.
	runtime.Gosched()
	f.round()
	if f.more() {
		go func() { // the caller's goroutine has business of its own
			for more := true; more; more = f.more() {
				f.round()
			}
		}()
	}
}

// begin has x flushed in the next round. It reports whether the caller has to do
// that.
func (f *flushing) begin(x snapshot) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, w := range f.waiting {
		if w.version == x.version {
			x.drop()
			return false
		}
	}
	f.waiting = append(f.waiting, x)
	first := !f.on
	f.on = true
	return first
}

// round flushes all that waits.
func (f *flushing) round() {
	f.mu.Lock()
	snapshots := f.waiting
	f.waiting = nil
	f.mu.Unlock()
	for _, x := range snapshots {
		x.flush()
	}
}

// more reports whether something came meanwhile. If not, the flushing is over.
func (f *flushing) more() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.on = f.waiting != nil
	return f.on
}
