package wsbridge

// wireExtras are what streams of Sockets have, and few connections. All methods may
// be called on nil, which has nothing.
type wireExtras struct {
	owner owner     // nil: nobody
	meter *meter    // nil: nobody counts
	low   *lowQueue // goes out when out is empty, which it then is not; nil: none
	watch *watch    // who wants to know how long the queue is
}

// An owner is told what becomes of the queue, with the wire's lock held.
type owner interface {
	emptied()         // all is with the kernel
	failed(err error) // nothing more will be written
}

// extra is for who has something to put there.
func (w *wire) extra() *wireExtras {
	if w.more == nil {
		w.more = &wireExtras{}
	}
	return w.more
}

func (x *wireExtras) emptied() {
	if x != nil && x.owner != nil {
		x.owner.emptied()
	}
}

func (x *wireExtras) failed(err error) {
	if x != nil && x.owner != nil {
		x.owner.failed(err)
	}
}

func (x *wireExtras) disown() {
	if x != nil {
		x.owner = nil
	}
}

func (x *wireExtras) came(n int) {
	if x != nil {
		x.meter.came(n)
	}
}

func (x *wireExtras) went(n int) {
	if x != nil {
		x.meter.went(n)
	}
}

// A lowQueue is what waits in low priority. It isn't empty.
type lowQueue struct {
	parts [][]byte
	size  int // bytes of all
}

// waiting is the lowQueue, or nil.
func (x *wireExtras) waiting() *lowQueue {
	if x == nil {
		return nil
	}
	return x.low
}

// dropLow forgets it.
func (x *wireExtras) dropLow() {
	if x != nil {
		x.low = nil
	}
}

func (q *lowQueue) len() int {
	if q == nil {
		return 0
	}
	return q.size
}

// queueLowLocked queues p, which belongs to the wire from then on, behind
// everything that is queued or comes to be queued before p's turn.
func (w *wire) queueLowLocked(p []byte) {
	if w.out != nil {
		x := w.extra()
		if x.low == nil {
			x.low = &lowQueue{}
		}
		x.low.parts = append(x.low.parts, p)
		x.low.size += len(p)
		return
	}
	w.out, w.off = &buffer{b: p}, 0
	w.queuedLocked()
}

// nextLowLocked refills out.
func (w *wire) nextLowLocked() {
	q := w.more.low
	p := q.parts[0]
	w.out, w.off = &buffer{b: p}, 0
	q.size -= len(p)
	q.parts[0] = nil
	if q.parts = q.parts[1:]; len(q.parts) == 0 {
		w.more.low = nil
	}
}
