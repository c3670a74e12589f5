package wsbridge

// Retire is CloseListeners for when another process has the listeners too: what
// they have accepted up to now becomes a stream as always.
func (t *Sockets) Retire() {
	for _, id := range t.ids() {
		if l, ok := t.lookUp(id).(*listener); ok {
			l.retire()
		}
	}
	t.loops.Wait()
	t.CloseListeners()
}

// retire has the listener accept no more. Its loop ends with what it has at hand.
func (l *listener) retire() {
	l.mu.Lock()
	retired := l.retired
	l.retired = true
	l.mu.Unlock()
	if !retired {
		close(l.stop)
		l.ln.Close()
	}
}

// Unanswered returns how many accepted streams there are whose client waits for
// its first answer: nobody has started them, or nothing was written, or they were
// taken and are not a websocket yet, nor one whose handshake is under way.
func (t *Sockets) Unanswered() int {
	n := 0
	for _, id := range t.ids() {
		if s := t.Stream(id); s != nil && s.unanswered() {
			n++
		}
	}
	return n
}

func (s *Stream) unanswered() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.accepted {
		return false
	}
	switch s.state {
	case streamWaiting:
		return true
	case streamOpen:
		return !s.ended && s.meter.wrote.Load() == 0
	case streamTaken:
		return s.heir == nil
	}
	return false
}
