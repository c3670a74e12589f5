package wsbridge

import (
	"errors"
	"io"
	"time"
)

const (
	// maxInput is how many bytes are read for somebody who waits for a
	// separator, or for the end, and has set no limit.
	maxInput = 256 << 20

	// defaultReadAhead is Sockets.ReadAhead's default.
	defaultReadAhead = 128 << 10
)

// past is a deadline that is over.
var past = time.Unix(1, 0)

// read is the reading goroutine. It tells what has happened first, then reads
// until the input ends, or another goroutine takes its place. left: wait for
// that one to leave first.
func (s *Stream) read(gen int, left <-chan struct{}, first Event) {
	if left != nil {
		<-left
	}
	if s.reads(gen) {
		s.tell(first, true)
	}
	s.catchUp(gen)
	for s.mayRead(gen) {
		p, err := s.receive()
		if !s.arrived(gen, p, err) {
			return
		}
	}
}

// reads reports whether the goroutine is the one that may read.
func (s *Stream) reads(gen int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return gen == s.gen
}

// catchUp tells of input that an earlier goroutine has read.
func (s *Stream) catchUp(gen int) {
	s.mu.Lock()
	data := gen == s.gen && s.hasNewsLocked()
	s.mu.Unlock()
	if data {
		s.tell(Event{Kind: EventData}, true)
	}
	s.mu.Lock()
	ended := gen == s.gen && s.ended
	s.mu.Unlock()
	if ended {
		s.tellClose(true)
	}
}

// mayRead waits until the stream may be read. It reports false if this
// goroutine has to leave.
func (s *Stream) mayRead(gen int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		if gen != s.gen || s.ended {
			return false
		}
		if s.hungryLocked() {
			s.inRead = true
			return true
		}
		resume := make(chan struct{})
		s.resume = resume
		s.mu.Unlock()
		<-resume
		s.mu.Lock()
	}
}

// hungryLocked reports whether there is room for more input.
func (s *Stream) hungryLocked() bool {
	switch {
	case s.paused:
		return false
	case s.in.Len() < s.table.readAhead():
		return true
	case s.overLocked():
		return false
	}
	return s.want.kind != wantNothing
}

// wakeReader lets the reader go on, if it waits without need. s.mu is held.
func (s *Stream) wakeReader() {
	if s.resume != nil && s.hungryLocked() {
		close(s.resume)
		s.resume = nil
	}
}

// receive waits for input.
func (s *Stream) receive() ([]byte, error) {
	w := &s.w
	if w.raw == nil {
		b := getBuffer(0)
		defer putBuffer(b)
		got := w.fetch(b.b[:cap(b.b)])
		return append([]byte(nil), b.b[:got.n]...), got.err
	}
	if got := w.fetch(nil); w.in == nil {
		return nil, got.err
	}
	p := append([]byte(nil), w.in.b...)
	w.dropInput()
	return p, nil
}

// arrived takes in what receive has returned, and tells of it. It reports false
// if this goroutine has to leave.
func (s *Stream) arrived(gen int, p []byte, err error) bool {
	s.mu.Lock()
	s.inRead = false
	if len(p) > 0 {
		s.in.Add(p)
	}
	if s.left != nil {
		s.w.Conn.SetReadDeadline(time.Time{})
		close(s.left)
		s.left = nil
	}
	if gen != s.gen {
		s.mu.Unlock()
		return false
	}
	data := len(p) > 0 && s.hasNewsLocked()
	over := len(p) > 0 && !data && s.overLocked()
	if err != nil {
		s.ended = true
		s.want = want{}
	}
	s.mu.Unlock()
	switch {
	case data:
		s.tell(Event{Kind: EventData}, true)
	case over:
		s.tell(Event{Kind: EventOverflow}, true)
	}
	switch {
	case err == nil:
		return true
	case errors.Is(err, io.EOF):
		s.tellClose(true)
	case s.reads(gen):
		s.tell(Event{Kind: EventError, Text: ErrorText(err)}, true)
	}
	return false
}

// tellClose tells that no more input will come, unless that was told.
func (s *Stream) tellClose(here bool) {
	s.mu.Lock()
	told := s.closeOut
	s.closeOut = true
	s.mu.Unlock()
	if !told {
		s.tell(Event{Kind: EventClose}, here)
	}
}

// detachLocked ends the reading goroutine. If it is reading, it has left when
// the channel is closed. What it has read is kept.
func (s *Stream) detachLocked() (left <-chan struct{}) {
	s.gen++
	if s.resume != nil {
		close(s.resume)
		s.resume = nil
	}
	if s.inRead && s.left == nil {
		s.left = make(chan struct{})
		s.w.Conn.SetReadDeadline(past)
	}
	return s.left
}
