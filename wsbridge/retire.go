package wsbridge

// Retire stops accepting, for good: Serve returns ErrServerClosed. What has been
// accepted becomes a connection all the same; Config.Plain answers one request more
// at most on each. Before a Shutdown, when another
// process has the listeners too, it keeps those clients from being refused that
// the kernel gave to this one: wait until Handshaking is 0.
func (s *Server) Retire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.initLocked()
	s.retireLocked()
}

func (s *Server) retireLocked() {
	s.retire()
	for ln := range s.listeners {
		ln.Close()
	}
	for _, a := range s.handshaking {
		if a.plain != nil {
			a.plain.end()
		}
	}
}

func (s *Server) retiredLocked() bool { return s.accepting != nil && s.accepting.Err() != nil }

// Handshaking returns how many handshakes are under way. After Retire, a Serve that
// has not returned yet counts as one.
func (s *Server) Handshaking() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := max(len(s.handshaking)-s.plain, int(s.starting.Load()))
	if s.retiredLocked() {
		n += len(s.listeners)
	}
	return n
}
