package wsbridge

import "net"

// Take hands out a stream, for Accept or for bare reading and writing. What was
// read from it and not used comes first when it is read, and what is queued for
// it goes out first. It can be had once, and there are no more events. The id
// stays valid until the stream is closed, by its Close or by that of Sockets.
// The error is ErrNoSocket, ErrNotStream (one that is not connected yet,
// too), or ErrTaken.
func (t *Sockets) Take(id int) (net.Conn, error) {
	sock := t.lookUp(id)
	if sock == nil {
		return nil, ErrNoSocket
	}
	s, ok := sock.(*Stream)
	if !ok {
		return nil, ErrNotStream
	}
	return s.take()
}

// Taken reports whether an id is that of a stream that Take has given away.
func (t *Sockets) Taken(id int) bool {
	s := t.Stream(id)
	if s == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state == streamTaken
}

func (s *Stream) take() (net.Conn, error) {
	s.mu.Lock()
	switch s.state {
	case streamTaken:
		s.mu.Unlock()
		return nil, ErrTaken
	case streamConnecting:
		s.mu.Unlock()
		return nil, ErrNotStream
	case streamClosing, streamClosed:
		s.mu.Unlock()
		return nil, ErrNoSocket
	}
	s.state = streamTaken
	s.freeSlot()
	left := s.detachLocked()
	s.mu.Unlock()
	if left != nil {
		<-left
	}
	nc := &taken{Conn: s.w.Conn, s: s, out: s.w.release()}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != streamTaken {
		return nil, ErrNoSocket
	}
	if n := s.in.Len(); n > 0 {
		nc.in = getBuffer(n)
		nc.in.b = append(nc.in.b, s.in.TakeAll()...)
	}
	return nc, nil
}
