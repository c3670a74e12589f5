package wsbridge

// A watch tells of a queue that grows, and of the end of that.
type watch struct {
	first, next int
	tell        func(bytes int)
}

// Watch has tell called with the number of queued bytes when these reach first,
// twice that, four times, and so on, and with 0 when the queue is empty after
// that. A first of more than half of Config.SendQueue is taken for that half. tell
// is called with locks held: it must return at once, and must not use the Conn. To
// be called before anything is sent.
func (c *Conn) Watch(first int, tell func(bytes int)) {
	first = max(1, min(first, c.set.sendQueue/2))
	c.wire.mu.Lock()
	defer c.wire.mu.Unlock()
	c.wire.extra().watch = &watch{first, first, tell}
}

// watchLocked is called when something was queued. Only what the kernel didn't
// take counts.
func (w *wire) watchLocked() {
	if w.flusher == nil || w.more == nil || w.more.watch == nil {
		return
	}
	x := w.more.watch
	n := w.bufferedLocked()
	if n < x.next {
		return
	}
	for x.next <= n {
		x.next *= 2
	}
	x.tell(n)
}

func (w *wire) drainedLocked() {
	if w.more == nil || w.more.watch == nil {
		return
	}
	if x := w.more.watch; x.next != x.first {
		x.next = x.first
		x.tell(0)
	}
}
