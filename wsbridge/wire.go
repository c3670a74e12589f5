package wsbridge

import (
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// flushAt is how many queued bytes are written without waiting for the end
// of a handler's run: enough that the system call's own price is lost in the
// copying.
const flushAt = 32 << 10

// What the reading goroutine is doing. It decides who flushes the queue.
const (
	phaseAway      int32 = iota // neither of the below: whoever writes, flushes
	phaseReading                // inside Read: whoever writes, flushes
	phaseParked                 // there is none: whoever writes, flushes
	phaseGathering              // between two Reads: the next Read flushes
)

// A wire is the net.Conn at the very bottom of a connection, under TLS if
// there is any. Its Write never waits for the peer: it appends to a queue,
// which is written to the socket by whoever calls flush, without blocking.
// What the kernel does not take is left to a flusher goroutine that lives
// only as long as something stays queued.
type wire struct {
	net.Conn
	raw syscall.RawConn // nil: only the flusher can write

	in    *buffer // read ahead: in.b[inAt:]; nil when empty; reader's own
	inAt  int32
	seat  int32 // in thePoller; 0: none
	phase atomic.Int32

	// Of park.go. The reader's own.
	inLap   bool // the read deadline is the end of a lap
	cameLap bool // something has come in it
	quick   int8 // how often something came soon, or see park.go
	woken   bool // it was parked, and has not looked yet why it isn't any more

	mu       sync.Mutex
	out      *buffer // queued: out.b[off:]; nil when empty
	off      int     // bytes of out that have been written
	promise  bool    // somebody was told to flush and has not yet
	fin      bool    // half-close as soon as the queue is empty
	hold     bool    // the flusher is to leave; see release
	closed   bool
	flusher  chan struct{} // closed at the flusher's end; nil when there is none
	behind   *backlog      // messages that come after out; nil: none
	more     *wireExtras   // nil: none
	life     *life         // nil: nobody wants to know
	err      error         // first failed write, or net.ErrClosed
	patience time.Duration // > 0: how long reading may go on; see expectLocked
	due      uint32        // the uptime at which it fails; 0: not settled
	parkedAt uint32        // uptime
}

func (w *wire) init(nc net.Conn) {
	w.Conn = nc
	w.raw = rawConn(nc)
	if p, ok := nc.(predecessor); ok {
		w.in, w.out = p.handOver(w)
	}
}

// listens reports whether the connection waits for its peer.
func (w *wire) listens() bool {
	p := w.phase.Load()
	return p == phaseReading || p == phaseParked
}

// away ends gathering (the reading goroutine is going to do something else
// than reading) and flushes.
func (w *wire) away() {
	w.mu.Lock()
	w.phase.Store(phaseAway)
	w.flushLocked()
	w.mu.Unlock()
}

// Write queues p. It fails only when the wire is broken or closed.
func (w *wire) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return 0, w.err
	}
	w.room(len(p))
	w.out.b = append(w.out.b, p...)
	w.queuedLocked()
	return len(p), nil
}

// room makes out have place for n bytes more.
func (w *wire) room(n int) {
	if w.out == nil {
		w.out = getBuffer(n)
		return
	}
	w.out, w.off = w.out.withRoom(w.off, n)
}

// queuedLocked is called after every append to out.
func (w *wire) queuedLocked() {
	if len(w.out.b)-w.off >= flushAt {
		w.flushLocked()
	}
}

// flushNow reports whether who has just queued something has to flush it.
func (w *wire) flushNow() bool {
	return w.out != nil && w.flusher == nil && w.phase.Load() != phaseGathering
}

// promiseLocked is flushNow for a caller that flushes later: true only once
// until then.
func (w *wire) promiseLocked() bool {
	if w.promise || !w.flushNow() {
		return false
	}
	w.promise = true
	return true
}

func (w *wire) flush() {
	w.mu.Lock()
	w.flushLocked()
	w.mu.Unlock()
}

// flushLocked writes as much of the queue as the kernel takes at once and
// leaves the rest to the flusher.
func (w *wire) flushLocked() {
	w.promise = false
	if w.flusher != nil || w.err != nil || w.Conn == nil || w.hold {
		return
	}
	for more := w.raw != nil; more && w.out != nil; {
		wrote, err := w.writeSome()
		if err != nil {
			w.failLocked(err)
			break
		}
		w.wroteLocked(wrote)
		more = wrote.n > 0 && w.off == 0
	}
	if w.out != nil {
		w.flusher = make(chan struct{})
		w.life.tookLocked()
		go w.flushAll(w.flusher)
		return
	}
	w.finLocked()
}

// wroteLocked takes what was written off the queue.
func (w *wire) wroteLocked(wrote result) {
	w.off += wrote.n
	if wrote.n > 0 && w.due != 0 {
		w.armLocked() // a peer that reads, if slowly, is being waited for
	}
	w.more.went(wrote.n)
	if w.flusher != nil && wrote.n > 0 {
		w.life.tookLocked()
	}
	switch {
	case wrote.err != nil:
		w.failLocked(wrote.err)
	case w.off < len(w.out.b):
	case w.more.waiting() != nil:
		putBuffer(w.out)
		w.nextLowLocked()
	case w.behind != nil: // the flusher's
		putBuffer(w.out)
		w.out, w.off = nil, 0
	default:
		putBuffer(w.out)
		w.out, w.off = nil, 0
		w.drainedLocked()
		w.more.emptied()
	}
}

// failLocked breaks the wire: the queue will never be written. The reader
// learns of it by itself, from the socket.
func (w *wire) failLocked(err error) {
	first := w.err == nil
	if first {
		w.err = err
	}
	w.out, w.off = nil, 0
	w.behind = nil
	w.more.dropLow()
	if first {
		w.more.failed(err)
	}
}

// flushAll is the flusher: it writes until the queue is empty.
func (w *wire) flushAll(done chan struct{}) {
	defer close(done)
	for {
		err := w.flushSome()
		w.mu.Lock()
		if err != nil && !w.hold {
			w.failLocked(err)
		}
		if b := w.behind; b != nil && w.out == nil {
			w.mu.Unlock()
			b.refill()
			continue
		}
		if w.out == nil || w.hold {
			// Under the same lock as the look at the queue: who queues next
			// sees that there is no flusher.
			w.flusher = nil
			if !w.hold {
				w.finLocked()
			}
			w.mu.Unlock()
			return
		}
		w.mu.Unlock()
	}
}

// flushSome waits until the socket takes something of the queue.
func (w *wire) flushSome() error {
	if w.raw == nil {
		return w.writeBlocking()
	}
	return w.raw.Write(func(fd uintptr) bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.out == nil {
			return true // closed meanwhile
		}
		wrote := writeFD(fd, w.out.b[w.off:])
		w.wroteLocked(wrote)
		return wrote.n > 0 || w.out == nil // false: come back when it is writable
	})
}

// writeBlocking is flushSome on a stream that has no raw access. It writes from a
// copy, so that the queue can be made longer meanwhile and the old one let go.
func (w *wire) writeBlocking() error {
	w.mu.Lock()
	if w.out == nil {
		w.mu.Unlock()
		return nil
	}
	b := getBuffer(flushAt)
	defer putBuffer(b)
	b.b = append(b.b, w.out.b[w.off:min(len(w.out.b), w.off+flushAt)]...)
	w.mu.Unlock()
	n, err := w.Conn.Write(b.b)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.hold {
		err = nil
	}
	if w.out != nil {
		w.wroteLocked(result{n, err})
	}
	return nil
}

// buffered is the number of queued bytes.
func (w *wire) buffered() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bufferedLocked()
}

func (w *wire) bufferedLocked() int {
	n := w.behind.len() + w.more.waiting().len()
	if w.out != nil {
		n += len(w.out.b) - w.off
	}
	return n
}
