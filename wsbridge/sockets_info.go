package wsbridge

import (
	"strconv"
	"time"
)

// Info is what is known of a socket.
type Info struct {
	ID   int
	Type string // "LISTEN", "TCP", "UDP", "BIND", or "CLOSING": ends as soon as it can
	Sink Sink   // who gets its events; may be nil

	Peer string // "host:port"; of a listener its own; "" if there is none

	// Bytes (of a listener Read counts clients), and when the last one came or
	// went; zero: never.
	Read, Written   int64
	ReadAt, WroteAt time.Time

	Queued  int  // bytes that wait to be sent
	Reading bool // it is being read, or a listener accepts
	Writing bool // it waits for the peer to take something
}

// Info tells about all sockets that are in use, in the order of their ids.
func (t *Sockets) Info() []Info {
	var all []Info
	for _, id := range t.ids() {
		if sock := t.lookUp(id); sock != nil {
			if i, ok := sock.info(); ok {
				all = append(all, i)
			}
		}
	}
	return all
}

func (l *listener) info() (Info, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return Info{
		ID: l.id, Type: "LISTEN", Sink: l.sink, Peer: addrText(l.ln.Addr()),
		Read: l.accepts, ReadAt: l.acceptedAt, Reading: l.started,
	}, true
}

func (s *Stream) info() (Info, bool) {
	s.mu.Lock()
	i := Info{
		ID: s.id, Type: "TCP", Sink: s.sink, Reading: s.inRead,
		Read: s.meter.read.Load(), ReadAt: timeOf(s.meter.readAt.Load()),
		Written: s.meter.wrote.Load(), WroteAt: timeOf(s.meter.wroteAt.Load()),
	}
	if s.file {
		i.Type = "BIND"
	}
	if s.state == streamClosing || s.state == streamOpen && s.ended {
		i.Type = "CLOSING"
	}
	ok := s.state != streamClosed && s.state != streamConnecting
	w := &s.w
	if s.heir != nil {
		w, i.Reading = s.heir, true
	}
	s.mu.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	i.Queued = w.bufferedLocked()
	i.Writing = w.flusher != nil
	if w.Conn != nil && !s.file {
		i.Peer = addrText(w.Conn.RemoteAddr())
	}
	return i, ok
}

func (d *datagrams) info() (Info, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := Info{
		ID: d.id, Type: "UDP", Sink: d.sink,
		Read: d.readBytes, ReadAt: d.readAt, Written: d.wroteBytes, WroteAt: d.wroteAt,
		Queued: d.queued, Reading: d.hungryLocked(), Writing: d.flusher,
	}
	if d.peer.IsValid() {
		i.Peer = d.peer.Addr().String() + ":" + strconv.Itoa(int(d.peer.Port()))
	}
	return i, !d.closed
}

func (l *listener) is(sink Sink) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sink == sink
}

func (s *Stream) is(sink Sink) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sink == sink && s.state != streamTaken
}

func (d *datagrams) is(sink Sink) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.sink == sink
}
