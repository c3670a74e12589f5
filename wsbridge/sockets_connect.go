package wsbridge

import (
	"context"
	"net"
	"strconv"
)

// Connect begins to connect to a TCP address and returns the id of the stream to
// be. EventOpen or EventError follows, the latter ends the stream. What is sent
// before goes out after. flow is as in Start.
func (t *Sockets) Connect(host string, port int, sink Sink, flow bool) int {
	ctx, cancel := context.WithCancel(context.Background())
	s := t.newStream(streamConnecting)
	s.sink, s.flow, s.cancel = sink, flow, cancel
	t.add(func(id int) socket { s.id = id; return s })
	go s.connect(ctx, net.JoinHostPort(host, strconv.Itoa(port)))
	return s.id
}

// connect goes on as the reading goroutine.
func (s *Stream) connect(ctx context.Context, addr string) {
	var d net.Dialer
	nc, err := d.DialContext(ctx, "tcp", addr)
	s.mu.Lock()
	if s.state != streamConnecting {
		s.mu.Unlock()
		if err == nil {
			nc.Close()
		}
		return
	}
	if err != nil {
		s.closeOut = true
		s.mu.Unlock()
		s.drop()
		s.tell(Event{Kind: EventError, Text: ErrorText(err)}, true)
		return
	}
	tune(nc)
	s.w.mu.Lock()
	s.w.init(nc)
	s.w.flushLocked()
	s.w.mu.Unlock()
	s.state = streamOpen
	gen := s.gen
	s.mu.Unlock()
	host, _, _ := net.SplitHostPort(nc.RemoteAddr().String())
	s.read(gen, nil, Event{Kind: EventOpen, Text: host})
}
