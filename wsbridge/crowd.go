package wsbridge

import "sync"

// A crowd is the members of a room as they were at some time, with something in
// their queues.
type crowd struct {
	room    *room
	version uint64
	conns   *[]*Conn
}

var crowdPool = sync.Pool{New: func() any { return new([]*Conn) }}

func (x crowd) flush() {
	for _, c := range *x.conns {
		c.flushDue()
	}
	x.drop()
}

func (x crowd) drop() {
	clear(*x.conns)
	*x.conns = (*x.conns)[:0]
	crowdPool.Put(x.conns)
}

// A flushing has one goroutine at a time write to the members of a room. What is
// broadcast meanwhile waits for its next round, in which each member gets all of
// that at once: the more a room has to say, the less a message costs.
type flushing struct {
	mu      sync.Mutex
	on      bool
	waiting []crowd // no two of one version
}

// flush writes what is queued for x, or leaves it to who is doing so.
func (f *flushing) flush(x crowd) {
	if f.begin(x) {
		x.flush()
		if next := f.next(); next != nil {
			go f.run(next) // this goroutine has business of its own
		}
	}
}

// begin reports whether the caller has to flush x, and then call next.
func (f *flushing) begin(x crowd) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.on {
		f.on = true
		return true
	}
	for _, w := range f.waiting {
		if w.version == x.version {
			x.drop()
			return false
		}
	}
	f.waiting = append(f.waiting, x)
	return false
}

// next is what came meanwhile; nil ends the flushing.
func (f *flushing) next() []crowd {
	f.mu.Lock()
	defer f.mu.Unlock()
	next := f.waiting
	f.waiting = nil
	f.on = next != nil
	return next
}

func (f *flushing) run(next []crowd) {
	for ; next != nil; next = f.next() {
		for _, x := range next {
			x.flush()
		}
	}
}
