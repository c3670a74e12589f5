package wsbridge

import (
	"context"
	"net"
	"sync"
)

// A Stream is a stream of a table: accepted, connected, or a file descriptor.
// Its input is read by a goroutine of its own into a bounded buffer, from which
// Read, ReadLine and ReadAll take; what is sent is queued. None of its methods
// waits. They may be called from any goroutine.
type Stream struct {
	table *Sockets
	id    int
	file  bool // a descriptor of somebody else's
	w     wire

	accepted bool // by a listener

	mu     sync.Mutex
	sink   Sink
	state  streamState
	slot   chan struct{}      // of the listener; to be freed; nil after that
	cancel context.CancelFunc // of connecting

	in       Input
	want     want
	flow     bool // each input is told
	told     bool // flow: that there is input has been told
	paused   bool
	ended    bool // no more input will come
	closeOut bool // EventClose is told, or will never be
	limit    int  // see SetLimit

	gen    int           // of the goroutine that may read; others leave
	inRead bool          // somebody is reading
	left   chan struct{} // closed when he has left; nil: nobody waits for that
	resume chan struct{} // closed when the reader may go on; nil: it does not wait

	onDrop func() // whoever took it wants to know that it was closed

	meter meter
	heir  *wire // what was put on the stream when it had been taken

	// What follows is guarded by w.mu.
	sealed bool // nothing more may be sent
	warnAt int  // queued bytes that the next warning comes at; 0: none came
}

type streamState uint8

const (
	streamConnecting streamState = iota
	streamWaiting                // accepted, and not started
	streamOpen
	streamTaken
	streamClosing // closed, but for what is queued
	streamClosed
)

// newStream makes a stream that is not in the table yet.
func (t *Sockets) newStream(state streamState) *Stream {
	s := &Stream{table: t, state: state}
	s.w.more = &wireExtras{owner: s, meter: &s.meter}
	return s
}

// Stream is the stream with an id, nil if there is none (or it is closed).
func (t *Sockets) Stream(id int) *Stream {
	s, _ := t.lookUp(id).(*Stream)
	return s
}

// ID is the stream's id.
func (s *Stream) ID() int { return s.id }

func (s *Stream) addr() net.Addr {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	if s.w.Conn == nil {
		return noAddr{}
	}
	return s.w.Conn.RemoteAddr()
}

// tell gives an event to the sink. If nobody is there any more, the stream ends.
func (s *Stream) tell(e Event, here bool) {
	s.mu.Lock()
	sink := s.sink
	s.mu.Unlock()
	e.ID = s.id
	if sink == nil || sink.SocketEvent(e, here) {
		return
	}
	s.mu.Lock()
	closing := s.state == streamClosing
	s.mu.Unlock()
	if !closing {
		s.close(true)
	}
}

// start gives the stream to sink and has it read. See Sockets.Start.
func (s *Stream) start(sink Sink, flow bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := "transfer"
	switch s.state {
	case streamConnecting:
		s.sink, s.flow = sink, flow
		return nil
	case streamTaken:
		return ErrTaken
	case streamClosing, streamClosed:
		return ErrNoSocket
	case streamWaiting:
		text = "start"
		s.freeSlot()
	}
	if s.ended && s.in.Len() == 0 {
		return ErrEnded
	}
	if s.sink != sink || s.flow != flow {
		s.sink, s.flow, s.told = sink, flow, false
		s.want, s.limit, s.closeOut = want{}, 0, false
	}
	s.state, s.paused = streamOpen, false
	left := s.detachLocked()
	go s.read(s.gen, left, Event{Kind: EventOpen, Text: text})
	return nil
}

// freeSlot lets the listener accept another stream.
func (s *Stream) freeSlot() {
	if s.slot != nil {
		<-s.slot
		s.slot = nil
	}
}

// Pause stops the reading until Start is called again.
func (t *Sockets) Pause(id int) {
	if s := t.Stream(id); s != nil {
		s.mu.Lock()
		s.paused = true
		s.mu.Unlock()
	}
}
