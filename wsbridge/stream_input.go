package wsbridge

// What somebody waits for.
type want struct {
	kind wantKind
	n    int    // wantBytes
	sep  string // wantLine
}

type wantKind uint8

const (
	wantNothing wantKind = iota
	wantBytes            // so many; 0: some
	wantLine             // up to a separator
	wantEnd              // the end
)

// metLocked reports whether what is wanted is there.
func (s *Stream) metLocked() bool {
	switch s.want.kind {
	case wantBytes:
		return s.in.Len() >= max(s.want.n, 1)
	case wantLine:
		return s.in.Find(s.want.sep) >= 0
	}
	return false
}

// hasNewsLocked reports whether there is an EventData to be told, now that
// there is input, and notes that it is.
func (s *Stream) hasNewsLocked() bool {
	if s.overLocked() {
		return false
	}
	if s.flow {
		news := !s.told && s.in.Len() > 0
		s.told = s.told || news
		return news
	}
	if !s.metLocked() {
		return false
	}
	s.want = want{}
	return true
}

// overLocked reports whether there is more input than SetLimit allows. Who
// waits for a number of bytes gets them.
func (s *Stream) overLocked() bool {
	if s.want.kind == wantBytes || s.flow {
		return false
	}
	if s.limit > 0 {
		return s.in.Len() > s.limit
	}
	return s.in.Len() > maxInput
}

// SetLimit bounds how many bytes may wait for somebody who waits for a
// separator, for the end, or for nothing: when more come, there is an
// EventOverflow, and the stream is not read further. 0: 256 MiB.
func (s *Stream) SetLimit(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit = max(n, 0)
	s.wakeReader()
}

// Buffered is how many bytes were read and not taken.
func (s *Stream) Buffered() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.in.Len()
}

// Ended reports whether no more input will come than what is buffered.
func (s *Stream) Ended() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.overIsLocked()
}

func (s *Stream) overIsLocked() bool {
	return s.ended || s.state > streamOpen
}

// Read takes n bytes out of the buffer. It reports false if there are not as
// many.
func (s *Stream) Read(n int) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.in.Len() < n {
		return "", false
	}
	text := s.in.Take(n)
	s.takenLocked()
	return text, true
}

// ReadLine takes a line out of the buffer, and the separator after it, which it
// drops. It reports false if there is none.
func (s *Stream) ReadLine(sep string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, ok := s.in.TakeLine(sep)
	if ok {
		s.takenLocked()
	}
	return text, ok
}

// ReadAll takes out what is buffered.
func (s *Stream) ReadAll() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := s.in.TakeAll()
	s.takenLocked()
	return text
}

// takenLocked is called after bytes were taken out.
func (s *Stream) takenLocked() {
	if s.in.Len() == 0 {
		s.told = false
	}
	s.wakeReader()
}

// AwaitBytes asks for an EventData when n bytes are buffered, or for n = 0 any.
// It reports false if there is nothing to wait for: they are, or the input has
// ended. The end (EventClose, EventError) takes the place of the EventData.
func (s *Stream) AwaitBytes(n int) bool { return s.await(want{wantBytes, n, ""}) }

// AwaitLine is AwaitBytes for a line that ends with sep.
func (s *Stream) AwaitLine(sep string) bool { return s.await(want{wantLine, 0, sep}) }

// AwaitEnd has the stream read to its end. It reports false if it is there.
func (s *Stream) AwaitEnd() bool { return s.await(want{wantEnd, 0, ""}) }

func (s *Stream) await(w want) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.want = w
	if s.overIsLocked() || s.metLocked() {
		s.want = want{}
		return false
	}
	s.wakeReader()
	return true
}
