package wsbridge

import "encoding/binary"

// A backlog is the messages of a DropOldest connection that wait behind what the
// wire has: frames as they go out, but not yet encrypted, so that whole messages can
// be taken out again. The flusher takes from it when the wire's queue is empty;
// there is one as long as there is a backlog. Changed with Conn.order and wire.mu
// held, so that either lets one look.
type backlog struct {
	conn *Conn
	buf  *buffer
	off  int // buf.b[off:] is what waits
}

func (b *backlog) len() int {
	if b == nil {
		return 0
	}
	return len(b.buf.b) - b.off
}

// lag returns the backlog with room for n bytes, if a message has to go there: nil
// if it goes to the wire. Called with order and wire.mu held.
func (c *Conn) lag(n int) *backlog {
	w := &c.wire
	if w.flusher == nil || w.err != nil {
		return nil
	}
	b := w.behind
	if b == nil {
		b = &backlog{conn: c, buf: getBuffer(n)}
		w.behind = b
	} else {
		b.buf, b.off = b.buf.withRoom(b.off, n)
	}
	return b
}

// putBehind queues a message, framed, if it has to go into the backlog. Called with
// order held.
func (c *Conn) putBehind(frames []byte) bool {
	c.lockWire()
	defer c.unlockWire()
	b := c.lag(len(frames))
	if b != nil {
		b.buf.b = append(b.buf.b, frames...)
	}
	return b != nil
}

// take ends the waiting of the first n bytes.
func (b *backlog) take(n int) {
	if b.off += n; b.off == len(b.buf.b) {
		b.conn.wire.behind = nil
		putBuffer(b.buf)
	}
}

// dropOldest drops messages until the queue is within its bound, or there are none
// that could be dropped, and returns how many. Called with order held.
func (c *Conn) dropOldest() (n int) {
	w := &c.wire
	c.lockWire()
	defer c.unlockWire()
	for w.behind != nil && w.bufferedLocked() >= c.set.sendQueue {
		w.behind.take(messageSize(w.behind.buf.b[w.behind.off:]))
		n++
	}
	return n
}

// portion is how much goes to the wire at once: whole messages, flushAt bytes or
// somewhat more, as these can't be dropped any more.
func (b *backlog) portion() int {
	p := b.buf.b[b.off:]
	n := 0
	for n < len(p) && n < min(flushAt, b.conn.set.sendQueue) {
		n += messageSize(p[n:])
	}
	return n
}

// refill gives the next messages to the wire. It is the flusher's; without locks.
func (b *backlog) refill() {
	c := b.conn
	c.order().Lock()
	defer c.order().Unlock()
	if b.current() {
		b.move(b.portion())
	}
}

// unload gives all of the backlog to the wire: nothing will be sent after it that
// it could be dropped for. Called with order held.
func (c *Conn) unload() {
	c.lockWire()
	b := c.wire.behind
	c.unlockWire()
	if b != nil {
		b.move(b.len())
	}
}

// current reports whether b still waits: the wire may have failed.
func (b *backlog) current() bool {
	b.conn.lockWire()
	defer b.conn.unlockWire()
	return b.conn.wire.behind == b
}

// move gives the first n bytes to the wire. Called with order held.
func (b *backlog) move(n int) {
	c := b.conn
	p := b.buf.b[b.off : b.off+n]
	w := &c.wire
	if c.tls != nil {
		if _, err := c.tls.Write(p); err != nil { // nothing can be sent any more
			n = b.len()
		}
	} else if w.err == nil {
		w.room(n)
		w.out.b = append(w.out.b, p...)
	}
	c.lockWire()
	defer c.unlockWire()
	if w.behind == b {
		b.take(n)
	}
}

// messageSize is the length of the message at p's beginning, all its frames together
// (RFC 6455 sections 5.2 and 5.4).
func messageSize(p []byte) int {
	for n := 0; ; {
		f := p[n:]
		n += frameSize(f)
		if f[0]&finBit != 0 {
			return n
		}
	}
}

// frameSize is the length of the frame at p's beginning.
func frameSize(p []byte) int {
	head, n := 2, uint64(p[1]&0x7f)
	switch n {
	case 126:
		head, n = 4, uint64(binary.BigEndian.Uint16(p[2:]))
	case 127:
		head, n = 10, binary.BigEndian.Uint64(p[2:])
	}
	if p[1]&maskBit != 0 {
		head += 4 // the mask
	}
	return head + int(n)
}
