package wsbridge

const (
	// warnFrom is how many queued bytes the first warning comes at; each
	// further one comes at twice as many as the one before (as in skynet).
	warnFrom = 1 << 20

	// defaultSendBound is Sockets.SendQueue's default.
	defaultSendBound = 64 << 20
)

// Send queues data and reports whether it could. What is queued goes out by
// itself, but if needFlush is true, not before Flush is called. low puts it
// behind all that is or comes to be queued without low before its turn comes.
//
// A queue that has reached Sockets.SendQueue breaks the stream, with an
// EventError.
func (s *Stream) Send(data string, low bool) (ok, needFlush bool) {
	w := &s.w
	w.mu.Lock()
	if !s.maySendLocked() {
		w.mu.Unlock()
		return false, false
	}
	if s.fullLocked() {
		w.mu.Unlock()
		s.overrun()
		return false, false
	}
	if low {
		w.queueLowLocked([]byte(data))
	} else {
		w.room(len(data))
		w.out.b = append(w.out.b, data...)
		w.queuedLocked()
	}
	warn := s.warnLocked()
	needFlush = w.promiseLocked()
	w.mu.Unlock()
	if warn > 0 {
		s.tell(Event{Kind: EventWarning, N: warn}, false)
	}
	return true, needFlush
}

// Flush writes what is queued, as far as the kernel takes it without waiting;
// the rest follows by itself.
func (s *Stream) Flush() { s.w.flush() }

// maySendLocked, like all of the following, is called with w.mu held.
func (s *Stream) maySendLocked() bool { return s.w.err == nil && !s.sealed }

// fullLocked reports whether the queue has reached its bound, even after what
// the kernel takes now has been written.
func (s *Stream) fullLocked() bool {
	bound := s.table.sendQueue()
	if s.w.bufferedLocked() < bound {
		return false
	}
	s.w.flushLocked()
	return s.w.bufferedLocked() >= bound
}

// warnLocked is the size of the queue in KiB, if that is worth a warning.
func (s *Stream) warnLocked() int {
	n := s.w.bufferedLocked()
	if n < warnFrom || n < s.warnAt {
		return 0
	}
	s.warnAt = max(2*s.warnAt, 2*warnFrom)
	return (n + 1023) / 1024
}

// overrun breaks a stream whose peer takes nothing.
func (s *Stream) overrun() {
	s.w.mu.Lock()
	s.sealed = true
	s.w.mu.Unlock()
	s.tell(Event{Kind: EventError, Text: ErrorText(ErrSendQueueFull)}, false)
	s.close(true)
}

// The following make it the wire's owner.

func (s *Stream) emptied() {
	if s.warnAt > 0 && !s.sealed {
		s.warnAt = 0
		go s.tell(Event{Kind: EventWarning}, false)
	}
	if s.sealed {
		go s.drop()
	}
}

func (s *Stream) failed(error) { go s.sendFailed() }
