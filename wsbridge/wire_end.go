package wsbridge

import (
	"errors"
	"io"
	"net"
	"time"
)

// halfCloser is what TCP and unix sockets have.
type halfCloser interface{ CloseWrite() error }

// The deadline setters that the layers above call for every write cost
// nothing: a write never waits. The deadline for reading is expectLocked's.
func (w *wire) SetDeadline(time.Time) error      { return nil }
func (w *wire) SetWriteDeadline(time.Time) error { return nil }
func (w *wire) SetReadDeadline(time.Time) error  { return nil }

// Close is there for TLS, which may break off its handshake.
func (w *wire) Close() error {
	w.close()
	return nil
}

// expectLocked bounds reading: it fails d after now, or after the next Read's
// start if the reading goroutine is running a handler. A handler that takes
// longer than d must not cost the peer its chance to answer. As long as the
// peer takes what is queued, the time starts anew: the answer can't come
// before the peer has read all.
func (w *wire) expectLocked(d time.Duration) {
	w.patience = d
	if w.listens() {
		w.armLocked()
	}
}

func (w *wire) armLocked() {
	w.due = max(uptime()+uint32(w.patience.Milliseconds()), 1)
	w.Conn.SetReadDeadline(time.Now().Add(w.patience))
}

// finish flushes and ends the sending direction once the queue is empty, which is
// up to close if that follows. Nothing may be written afterwards.
func (w *wire) finish(closes bool) {
	w.mu.Lock()
	w.phase.Store(phaseAway)
	w.flushLocked()
	if !closes || w.out != nil {
		w.fin = true
		w.finLocked()
	}
	w.mu.Unlock()
}

// finLocked is called when the queue is empty.
func (w *wire) finLocked() {
	if !w.fin || w.out != nil || w.err != nil {
		return
	}
	w.fin = false
	if h, ok := w.Conn.(halfCloser); ok {
		h.CloseWrite()
	}
}

// lingerLimit is how many bytes linger throws away at most.
const lingerLimit = 16 << 20

// linger reads and discards until the peer has closed its end, for d or
// lingerLimit bytes at most. A TCP stream that is closed with input unread is
// reset, and a reset destroys what the peer has not read yet: our Close frame
// (RFC 6455 section 7.1.1).
func (w *wire) linger(d time.Duration) {
	w.mu.Lock()
	w.patience = d
	w.armLocked()
	w.mu.Unlock()
	b := getBuffer(0)
	defer putBuffer(b)
	p := b.b[:cap(b.b)]
	for left := lingerLimit; left > 0; {
		n, err := w.Conn.Read(p)
		if errors.Is(err, io.EOF) {
			w.flushed(d)
		}
		if err != nil {
			return
		}
		left -= n
	}
}

// flushed waits for the flusher, d at most: the peer has nothing more to say
// but may be reading still.
func (w *wire) flushed(d time.Duration) {
	w.mu.Lock()
	flusher := w.flusher
	w.mu.Unlock()
	if flusher == nil {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-flusher:
	case <-timer.C:
	}
}

// close closes the stream and drops what is queued. It does not wait for the
// flusher.
func (w *wire) close() {
	w.mu.Lock()
	closed := w.closed
	w.closed = true
	w.failLocked(net.ErrClosed)
	w.mu.Unlock()
	if !closed {
		w.Conn.Close()
	}
}

// wait returns when the flusher of a closed wire has ended.
func (w *wire) wait() {
	w.mu.Lock()
	flusher := w.flusher
	w.mu.Unlock()
	if flusher != nil {
		<-flusher
	}
}

// discard throws away what has come and nobody will read: a stream that is closed
// with input unread is reset, and the peer might not see what was sent last.
func (w *wire) discard() {
	if w.raw == nil {
		return
	}
	b := getBuffer(readAhead)
	defer putBuffer(b)
	w.raw.Control(func(fd uintptr) { // not Read, which somebody may be in
		for range 4 {
			if got, ok := readFD(fd, b.b[:cap(b.b)]); !ok || got.n < cap(b.b) {
				return
			}
		}
	})
}

// release gives up the stream, and returns what is queued; nil if nothing is.
// Nothing is written any more.
func (w *wire) release() *buffer {
	w.mu.Lock()
	w.hold = true
	w.more.disown()
	flusher := w.flusher
	if flusher != nil {
		w.Conn.SetWriteDeadline(past)
	}
	w.mu.Unlock()
	if flusher != nil {
		<-flusher
		w.Conn.SetWriteDeadline(time.Time{})
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return nil
	}
	w.err = net.ErrClosed
	if w.out == nil {
		return nil
	}
	rest := getBuffer(w.bufferedLocked())
	rest.b = append(rest.b, w.out.b[w.off:]...)
	if q := w.more.waiting(); q != nil {
		for _, p := range q.parts {
			rest.b = append(rest.b, p...)
		}
	}
	w.out, w.off = nil, 0
	w.more.dropLow()
	return rest
}
