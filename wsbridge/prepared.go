package wsbridge

import "sync"

// A Prepared is a message for many connections, framed once. It may be used by
// many goroutines at once, and as often as one likes.
type Prepared struct {
	t     MessageType
	data  string
	plain buffer // the frame that a server sends

	mu       sync.Mutex
	deflated map[int]*buffer // by window; nil: it would not be smaller
}

// Prepare makes a Prepared of a message.
func Prepare(t MessageType, data string) *Prepared {
	return &Prepared{t: t, data: data, plain: sharedFrame(byte(t), data)}
}

func sharedFrame[T []byte | string](first byte, data T) buffer {
	frame := make([]byte, 0, maxFrameHeader+len(data))
	frame = append(appendHeader(frame, first, len(data)), data...)
	return buffer{frame[:len(frame):len(frame)], true}
}

// Len is the message's length in bytes.
func (p *Prepared) Len() int { return len(p.data) }

// frameFor returns the frame for c, nil if c needs its own: a client masks each
// with another key (RFC 6455 section 5.3). Such are not deflated.
func (p *Prepared) frameFor(c *Conn) *buffer {
	if c.client || c.framing.split(byte(p.t), len(p.data)) {
		return nil
	}
	if c.framing.deflates(len(p.data)) {
		if frame := p.deflatedFor(c.framing.window); frame != nil {
			return frame
		}
	}
	return &p.plain
}

// deflatedFor returns the frame for peers with a window of so many bits, nil if
// deflating gains nothing. It is made when the first of them is sent it; who comes
// meanwhile waits for it.
func (p *Prepared) deflatedFor(window int) *buffer {
	p.mu.Lock()
	defer p.mu.Unlock()
	frame, made := p.deflated[window]
	if made {
		return frame
	}
	if b := deflate(p.data, window); b != nil {
		f := sharedFrame(byte(p.t)|rsv1Bit, b.b)
		frame = &f
		putBuffer(b)
	}
	if p.deflated == nil {
		p.deflated = make(map[int]*buffer, 1)
	}
	p.deflated[window] = frame
	return frame
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
	frame := p.frameFor(c)
	c.order().Lock()
	drops, err := c.admitLocked(byte(p.t))
	switch {
	case err != nil:
	case frame != nil:
		err = c.putPrepared(frame)
	default:
		err = putFrames(c, byte(p.t), p.data)
	}
	if err == nil {
		needFlush = settle()
	}
	c.order().Unlock()
	c.dropped(drops)
	return needFlush, err
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

// putPrepared is putFrames for a frame that is there already.
func (c *Conn) putPrepared(frame *buffer) error {
	if c.set.slow == DropOldest && c.putBehind(frame.b) {
		return nil
	}
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
