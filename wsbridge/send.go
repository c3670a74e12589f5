package wsbridge

// MaxPing is the longest payload of a ping, in bytes (RFC 6455 section 5.5).
const MaxPing = 125

// Send queues a message and returns: it never waits for the peer. It returns
// ErrClosed once the connection is closing, ErrTooLong for more than
// MaxMessage bytes (the connection goes on), and ErrSendQueueFull when the
// peer has let SendQueue bytes pile up (the connection is then closed with
// 1008), unless Config.Slow says otherwise. nil means queued, not received.
//
// Whether text is UTF-8 is not checked: a peer that finds out closes with 1007.
func (c *Conn) Send(t MessageType, data []byte) error {
	_, err := send(c, t, data, false)
	return err
}

// SendString is Send without a copy to a byte slice.
func (c *Conn) SendString(t MessageType, data string) error {
	_, err := send(c, t, data, false)
	return err
}

// SendQueued is Send without the write to the socket: when needFlush is true,
// the caller must call Flush soon. It is true only for the first message since
// the last flush, and only if nobody else is going to flush: a caller that
// sends many messages to many connections collects those it was told to flush
// and flushes each once.
func (c *Conn) SendQueued(t MessageType, data []byte) (needFlush bool, err error) {
	return send(c, t, data, true)
}

// SendStringQueued is SendQueued for a string.
func (c *Conn) SendStringQueued(t MessageType, data string) (needFlush bool, err error) {
	return send(c, t, data, true)
}

// Flush writes what is queued, as far as the kernel takes it without waiting;
// the rest follows by itself.
func (c *Conn) Flush() { c.wire.flush() }

// Waiting tells the connection that the reading goroutine, inside a Handler's
// Message, is about to wait for something else than the peer's next message
// (true), or has done so (false). While it waits, what is sent goes out at
// once instead of when the peer's next message is read. To be called by the
// reading goroutine only.
func (c *Conn) Waiting(on bool) {
	if on {
		c.wire.away()
	} else {
		c.wire.phase.Store(phaseGathering)
	}
}

func send[T []byte | string](c *Conn, t MessageType, data T, later bool) (bool, error) {
	if c.tooLong(len(data)) {
		return false, ErrTooLong
	}
	if c.framing.deflates(len(data)) && !c.Closing() {
		if b := deflate(data, c.framing.window); b != nil {
			defer putBuffer(b)
			return queue(c, byte(t)|rsv1Bit, b.b, later)
		}
	}
	return queue(c, byte(t), data, later)
}

// tooLong reports whether n bytes are more than may be sent at once.
func (c *Conn) tooLong(n int) bool {
	limit := c.set.maxSend
	if limit <= 0 {
		limit = c.maxMessage.Load()
	}
	return int64(n) > limit
}

// Ping queues a ping (section 5.5.2) like Send. The peer's answer is told to a
// ControlHandler. data is cut to 125 bytes.
func (c *Conn) Ping(data string) error {
	_, err := queue(c, opPing, data[:min(len(data), MaxPing)], false)
	return err
}

func queue[T []byte | string](c *Conn, first byte, data T, later bool) (bool, error) {
	var needFlush bool
	c.order().Lock()
	drops, err := c.admitLocked(first)
	if err == nil {
		err = putFrames(c, first, data)
	}
	if err == nil {
		needFlush = c.settle(later)
	}
	c.order().Unlock()
	c.dropped(drops)
	return needFlush, err
}

// settle flushes what was just queued, unless that is going to happen anyway
// or, with later, has been promised. Called with order held.
func (c *Conn) settle(later bool) (needFlush bool) {
	w := &c.wire
	c.lockWire()
	defer c.unlockWire()
	if later {
		needFlush = w.promiseLocked()
		w.watchLocked()
		return needFlush
	}
	if w.flushNow() {
		w.flushLocked()
	}
	w.watchLocked()
	return false
}

// lockWire takes the wire's lock if order is another one.
func (c *Conn) lockWire() {
	if c.tls != nil {
		c.wire.mu.Lock()
	}
}

func (c *Conn) unlockWire() {
	if c.tls != nil {
		c.wire.mu.Unlock()
	}
}

// putFrames queues a control frame or all frames of a message. first is the
// opcode, with rsv1Bit if data is deflated. Called with order held, and not after
// a Close frame.
func putFrames[T []byte | string](c *Conn, first byte, data T) error {
	if c.set.slow == DropOldest && first&opClose == 0 {
		c.lockWire()
		b := c.lag(c.framing.room(first, len(data)))
		if b != nil {
			b.buf.b = appendFrames(b.buf.b, first, data, c.framing, c.client)
		}
		c.unlockWire()
		if b != nil {
			return nil
		}
	}
	if c.tls != nil {
		b := getBuffer(c.framing.room(first, len(data)))
		b.b = appendFrames(b.b, first, data, c.framing, c.client)
		_, err := c.tls.Write(b.b)
		putBuffer(b)
		if err != nil {
			return ErrClosed
		}
		return nil
	}
	w := &c.wire
	if w.err != nil {
		return ErrClosed // the reader is about to find out
	}
	w.room(c.framing.room(first, len(data)))
	w.out.b = appendFrames(w.out.b, first, data, c.framing, c.client)
	w.queuedLocked()
	return nil
}

// ping answers a ping (section 5.5.3). It counts as data does: a peer that
// pings and never reads is a slow consumer like any other.
func (c *Conn) ping(payload string) error {
	if c.tooFast() {
		return ErrRate
	}
	queue(c, opPong, payload, false)
	if h, ok := c.handler.(ControlHandler); ok {
		c.tell(func() { h.Ping(c, payload) })
	}
	return nil
}

func (c *Conn) pong(payload string) error {
	if c.tooFast() {
		return ErrRate
	}
	if h, ok := c.handler.(ControlHandler); ok && payload != heartbeat {
		c.tell(func() { h.Pong(c, payload) })
	}
	return nil
}
