package wsbridge

import (
	"context"
	"crypto/tls"
	"net"
)

// A tlsLink is the stream under a tls.Conn. What that is can change: Accept puts
// the wire of a websocket there.
type tlsLink struct{ net.Conn }

// A plainWire is a wire that does not gather.
type plainWire struct{ *wire }

func (p plainWire) Read(b []byte) (int, error) {
	w := p.wire
	if w.in == nil {
		w.flush()
		if got := w.fetch(b); w.in == nil {
			return got.n, got.err
		}
	}
	return w.handOut(b), nil
}

func (s *Stream) isTLS() bool {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	return s.tls != nil
}

// StartTLS does a TLS handshake on a stream: from then on what is read from it,
// sent to it, and told of it is what TLS carries. client says whose part is
// ours. Input that was not taken yet is the beginning of the handshake, and what
// is queued goes out before it.
//
// It blocks until the handshake is over, or ctx is; nothing should be sent
// meanwhile. If it fails, the stream has been closed.
func (t *Sockets) StartTLS(ctx context.Context, id int, cfg *tls.Config, client bool) error {
	sock := t.lookUp(id)
	if sock == nil {
		return ErrNoSocket
	}
	s, ok := sock.(*Stream)
	if !ok {
		return ErrNotStream
	}
	return s.startTLS(ctx, cfg, client)
}

func (s *Stream) startTLS(ctx context.Context, cfg *tls.Config, client bool) error {
	s.mu.Lock()
	switch {
	case s.state == streamTaken || s.state == streamUpgrading || s.link != nil:
		s.mu.Unlock()
		return ErrTaken
	case s.state != streamOpen:
		s.mu.Unlock()
		return ErrNotStream
	}
	s.state = streamUpgrading
	left := s.detachLocked()
	s.mu.Unlock()
	if left != nil {
		<-left
	}
	w := &s.w
	s.mu.Lock()
	if n := s.in.Len(); n > 0 {
		w.in = getBuffer(n)
		w.in.b = append(w.in.b, s.in.TakeAll()...)
		w.inAt = 0
	}
	s.ended = false // TLS has an end of its own
	s.link = &tlsLink{plainWire{w}}
	s.mu.Unlock()
	conn := tls.Server(s.link, cfg)
	if client {
		conn = tls.Client(s.link, cfg)
	}
	if err := s.handshake(ctx, conn); err != nil {
		s.close(true)
		return err
	}
	return s.encrypted(conn)
}

// handshake can be broken off by ctx, and by closing the stream.
func (s *Stream) handshake(ctx context.Context, conn *tls.Conn) error {
	stop := context.AfterFunc(ctx, func() { s.w.Conn.SetReadDeadline(past) })
	err := conn.Handshake()
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// encrypted goes on to read.
func (s *Stream) encrypted(conn *tls.Conn) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != streamUpgrading {
		return ErrNoSocket
	}
	s.w.mu.Lock()
	s.tls = conn
	s.w.flushLocked()
	s.w.mu.Unlock()
	s.state = streamOpen
	go s.read(s.gen, nil, Event{})
	return nil
}
