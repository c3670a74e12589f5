package wsbridge

// A Prepared is a message for many connections, framed once. It may be used by
// many goroutines at once, and as often as one likes.
type Prepared struct {
	t     MessageType
	data  string
	plain buffer // the frame that a server sends
}

// Prepare makes a Prepared of a message.
func Prepare(t MessageType, data string) *Prepared {
	frame := make([]byte, 0, maxFrameHeader+len(data))
	frame = append(appendHeader(frame, byte(t), len(data)), data...)
	return &Prepared{t, data, buffer{frame[:len(frame):len(frame)], true}}
}

// Len is the message's length in bytes.
func (p *Prepared) Len() int { return len(p.data) }

// frameFor returns the frame for c, nil if c needs one of its own: a client masks
// each with another key (RFC 6455 section 5.3).
func (p *Prepared) frameFor(c *Conn) *buffer {
	if c.client {
		return nil
	}
	return &p.plain
}

// SendPrepared is Send of a Prepared. A connection that has nothing queued sends
// the very bytes of p, and if the kernel doesn't take them, they are not copied
// either: a message that waits for many peers is there once.
func (c *Conn) SendPrepared(p *Prepared) error {
	_, err := c.sendPrepared(p, func() bool { return c.settle(false) })
	return err
}

// SendPreparedQueued is SendQueued of a Prepared.
func (c *Conn) SendPreparedQueued(p *Prepared) (needFlush bool, err error) {
	return c.sendPrepared(p, func() bool { return c.settle(true) })
}

// leavePrepared queues p for somebody who is going to call flushDue.
func (c *Conn) leavePrepared(p *Prepared) error {
	_, err := c.sendPrepared(p, func() bool { c.leave(); return false })
	return err
}

// sendPrepared queues p and then has settle see to the flushing, with order held.
func (c *Conn) sendPrepared(p *Prepared, settle func() bool) (needFlush bool, err error) {
	if c.tooLong(len(p.data)) {
		return false, ErrTooLong
	}
	c.order.Lock()
	defer c.order.Unlock()
	if err := c.admitLocked(); err != nil {
		return false, err
	}
	if frame := p.frameFor(c); frame != nil {
		err = c.putPrepared(frame)
	} else {
		err = putFrame(c, byte(p.t), p.data)
	}
	if err != nil {
		return false, err
	}
	return settle(), nil
}

// leave is settle without any flush.
func (c *Conn) leave() {
	c.lockWire()
	c.wire.watchLocked()
	c.unlockWire()
}

// flushDue is Flush unless somebody else is going to do that.
func (c *Conn) flushDue() {
	w := &c.wire
	w.mu.Lock()
	if w.flushNow() {
		w.flushLocked()
	}
	w.mu.Unlock()
}

// putPrepared is putFrame for a frame that is there already.
func (c *Conn) putPrepared(frame *buffer) error {
	if c.tls != nil {
		if _, err := c.tls.Write(frame.b); err != nil {
			return ErrClosed
		}
		return nil
	}
	w := &c.wire
	if w.err != nil {
		return ErrClosed
	}
	if w.out == nil {
		w.out, w.off = frame, 0
	} else {
		w.room(len(frame.b))
		w.out.b = append(w.out.b, frame.b...)
	}
	w.queuedLocked()
	return nil
}
