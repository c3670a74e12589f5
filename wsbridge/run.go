package wsbridge

import (
	"io"
)

// Run reads messages and gives them to h until the connection has ended. When
// it returns, Closed has been called, the stream is closed and nothing of the
// connection is left running. It must be called once, or Go instead of it.
func (c *Conn) Run(h Handler) {
	c.gone = make(chan struct{})
	c.handle(h)
	c.drive()
	<-c.gone
}

// Go is Run that does not wait: as long as the peer is silent, the connection has no
// goroutine, where the system allows for that (Linux, without TLS).
func (c *Conn) Go(h Handler) {
	c.handle(h)
	go c.drive()
}

func (c *Conn) handle(h Handler) {
	if s := c.server; s != nil { // of Server.Accept: Shutdown may look for it
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	c.handler = h
}

// drive reads until the connection has ended or is parked.
func (c *Conn) drive() {
	if err := c.read(c.handler); err != errParked {
		c.finish(c.handler, err)
	}
}

// finish ends the connection, whose reading has failed with err.
func (c *Conn) finish(h Handler, err error) {
	c.wire.known(slow)
	end, how := c.ending(err)
	c.wire.dropInput()
	if how == drop {
		c.wire.close()
	} else if c.tls != nil {
		c.tls.CloseWrite()
	}
	c.wire.finish(how == part)
	if c.server != nil {
		c.server.ended(c, end)
	}
	// The Close frames are exchanged: for h the connection is over. For the
	// stream it is not, if the peer may have something to read or to send yet.
	h.Closed(c, end)
	if how == linger || c.wire.buffered() > 0 {
		c.wire.linger(c.set.closeTimeout)
	}
	c.wire.close()
	thePoller.leave(c) // not before: the goroutine that has parked c may be about to arm it
	c.wire.wait()
	if c.server != nil {
		c.server.remove(c)
	}
	if c.gone != nil {
		close(c.gone)
	}
}

// read is the read loop. It returns why it ended.
func (c *Conn) read(h Handler) error {
	for {
		if err := c.await(); err != nil {
			return err
		}
		if err := c.reader.await(); err != nil {
			c.putReader()
			return err
		}
		t, r, err := c.reader.ws.NextReader()
		if err == nil && c.tooFast() {
			err = ErrRate
		}
		if err == nil {
			err = c.readMessage(h, MessageType(t), r)
		}
		if err != nil {
			return err
		}
		c.rest()
	}
}

// readMessage reads one message into a pooled buffer and delivers it.
func (c *Conn) readMessage(h Handler, t MessageType, r io.Reader) error {
	if c.state.Load()&(stateClosing|stateQuiet) != 0 {
		_, err := io.Copy(io.Discard, r)
		return err
	}
	b := getBuffer(0)
	defer func() { putBuffer(b) }()
	text := t == Text && !c.set.anyText
	deflated := c.reader.guard.deflated
	checked := 0
	for {
		if len(b.b) == cap(b.b) {
			b = b.doubled()
		}
		n, err := r.Read(b.b[len(b.b):cap(b.b)])
		b.b = b.b[:len(b.b)+n]
		if text && !deflated && n > 0 {
			// Before the rest has come.
			more, ok := wholeText(b.b[checked:])
			if !ok {
				return c.reject(faultText)
			}
			checked += more
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	limit := c.maxMessage.Load()
	if deflated {
		whole, f := inflate(b, limit)
		if f != nil {
			return c.reject(f)
		}
		putBuffer(b)
		if b = whole; text {
			checked, _ = wholeText(b.b)
		}
	}
	switch {
	case int64(len(b.b)) > limit: // which may have been lowered meanwhile
		return c.reject(faultTooLong)
	case text && checked < len(b.b):
		return c.reject(faultText)
	}
	c.wire.life.came()
	c.deliver(h, t, b.b)
	return nil
}

// deliver calls h, unless the connection is closing or Shutdown has begun.
func (c *Conn) deliver(h Handler, t MessageType, data []byte) {
	if c.busy() {
		h.Message(c, t, data)
	}
	c.done()
}

// tell is deliver for what is no message.
func (c *Conn) tell(f func()) {
	if c.busy() {
		f()
	}
	c.done()
}

// busy reports whether the handler may be called. Setting stateBusy first
// makes drain's answer sure.
func (c *Conn) busy() bool {
	return c.state.Or(stateBusy)&(stateClosing|stateQuiet) == 0
}

func (c *Conn) done() {
	if c.state.And(^stateBusy)&stateQuiet != 0 {
		c.calmed()
	}
}

// fail closes the connection because of what the peer sent. Called by the
// reading goroutine, which reads no further.
func (c *Conn) fail(code int, reason string, cause error) {
	c.failed = true
	c.startClose(code, reason, cause)
}
