package wsbridge

// close closes the stream: at once, or when all that is queued has gone out. It
// is not read any more.
func (s *Stream) close(force bool) {
	s.mu.Lock()
	was := s.state
	switch was {
	case streamClosed:
		s.mu.Unlock()
		return
	case streamClosing:
		s.mu.Unlock()
		if force {
			s.drop()
		}
		return
	}
	quiet := was == streamTaken || s.closeOut
	s.closeOut = true
	s.state = streamClosing
	s.freeSlot()
	s.gen++
	if s.resume != nil {
		close(s.resume)
		s.resume = nil
	}
	if s.cancel != nil {
		s.cancel()
	}
	s.mu.Unlock()
	switch was {
	case streamTaken, streamConnecting:
		force = true
	}
	now := force || !s.drains()
	if !quiet { // before the peer can tell of it
		s.tell(Event{Kind: EventClose}, false)
	}
	if now {
		s.drop()
	}
}

// drains reports whether something is queued. When it has gone out, emptied drops the stream.
func (s *Stream) drains() bool {
	w := &s.w
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flushLocked()
	s.sealed = true
	if w.out == nil || w.err != nil {
		return false
	}
	// The peer may go on to send: that is nobody's any more.
	if r, ok := w.Conn.(interface{ CloseRead() error }); ok {
		r.CloseRead()
	} else {
		w.Conn.SetReadDeadline(past)
	}
	return true
}

// sendFailed is called when the peer can't be sent anything any more. While it
// is being read, that tells; if it has sent its last byte, there is nothing
// more to be had from it.
func (s *Stream) sendFailed() {
	s.mu.Lock()
	over := s.state == streamClosing || s.state == streamOpen && s.ended && s.closeOut
	s.mu.Unlock()
	if over {
		s.drop()
	}
}

// drop ends the stream.
func (s *Stream) drop() {
	s.mu.Lock()
	if s.state == streamClosed {
		s.mu.Unlock()
		return
	}
	s.state = streamClosed
	s.gen++
	ended := s.ended
	onDrop := s.onDrop
	s.onDrop = nil
	s.mu.Unlock()
	s.table.remove(s.id)
	w := &s.w
	w.mu.Lock()
	nc := w.Conn
	w.more.disown()
	w.flushLocked() // what the kernel takes now is not lost
	w.mu.Unlock()
	if nc != nil {
		if !ended {
			w.discard()
		}
		w.close()
	}
	if onDrop != nil {
		onDrop()
	}
}
