package wsbridge

import (
	"errors"
	"fmt"
	"net"
	"syscall"
)

// A predecessor is a stream with a past: it hands over what was read from it
// and not used yet, and what is queued for it and not written yet. A wire that
// is put on it goes on from there. Either may be nil.
type predecessor interface {
	net.Conn
	handOver(to *wire) (in, out *buffer)
}

// A taken stream is what Take returns: reading starts with what came early, and
// writing comes after what was queued.
type taken struct {
	net.Conn
	s    *Stream
	in   *buffer // in.b[inAt:] came early; nil when empty
	inAt int
	out  *buffer // was queued before; nil when empty
}

func (t *taken) handOver(to *wire) (in, out *buffer) {
	t.s.mu.Lock()
	t.s.heir = to
	t.s.mu.Unlock()
	to.extra().meter = &t.s.meter
	in, out = t.in, t.out
	if in != nil && t.inAt > 0 {
		in.b = in.b[:copy(in.b, in.b[t.inAt:])]
	}
	t.in, t.inAt, t.out = nil, 0, nil
	return in, out
}

func (t *taken) socketID() int { return t.s.id }

func (t *taken) Read(p []byte) (int, error) {
	if t.in == nil {
		return t.Conn.Read(p)
	}
	n := copy(p, t.in.b[t.inAt:])
	if t.inAt += n; t.inAt == len(t.in.b) {
		putBuffer(t.in)
		t.in, t.inAt = nil, 0
	}
	return n, nil
}

func (t *taken) Write(p []byte) (int, error) {
	if b := t.out; b != nil {
		t.out = nil
		defer putBuffer(b)
		if _, err := t.Conn.Write(b.b); err != nil {
			return 0, err
		}
	}
	return t.Conn.Write(p)
}

// Close closes the stream; its id is no more.
func (t *taken) Close() error {
	t.whenDropped(nil)
	t.s.drop()
	return nil
}

// whenDropped has f called when others than Close close the stream.
func (t *taken) whenDropped(f func()) {
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
	t.s.onDrop = f
}

// watchStream ends c at once when its stream's id is closed: what was read
// ahead is not delivered.
func (c *Conn) watchStream() {
	if t, ok := c.wire.Conn.(interface{ whenDropped(func()) }); ok {
		t.whenDropped(c.streamDropped)
	}
}

func (c *Conn) streamDropped() { c.Abort(fmt.Errorf("%w: %w", ErrLost, net.ErrClosed)) }

// What a TCP stream has besides, if it is one.

func (t *taken) SyscallConn() (syscall.RawConn, error) {
	if c, ok := t.Conn.(syscall.Conn); ok {
		return c.SyscallConn()
	}
	return nil, errors.ErrUnsupported
}

func (t *taken) CloseWrite() error {
	if c, ok := t.Conn.(halfCloser); ok {
		return c.CloseWrite()
	}
	return errors.ErrUnsupported
}
