package wsbridge

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// How long a client of Config.Plain may take for its next request, and for 32 KiB
// of a response.
const (
	plainIdle  = 75 * time.Second
	plainStall = 30 * time.Second
)

// isPlain reports whether a request is one for Config.Plain. One with a body
// isn't: what follows the head of one that is, is the next head.
func (r *httpRequest) isPlain() bool {
	return (r.method == http.MethodGet || r.method == http.MethodHead) && !r.body && !r.upgrade
}

// servePlain answers requests until the client leaves, or sends one that isn't
// plain: then more is true, and rest what has been read from there on. head and
// rest are the first request and what came after it.
func (c *Conn) servePlain(cfg *Config, head string, rest []byte, s *Server) (next []byte, more bool, herr *HandshakeError) {
	pc := &plainConn{c: c, in: []byte(head), rest: rest, limit: cfg.MaxHeader, stall: plainStall, closed: make(chan struct{})}
	if s != nil {
		if herr := s.seat(c); herr != nil {
			return nil, false, herr
		}
		defer s.unseat(c)
		s.plainBegins(pc)
		defer s.plainEnds(pc)
	}
	srv := &http.Server{
		Handler:           cfg.Plain,
		ReadHeaderTimeout: cfg.HandshakeTimeout,
		IdleTimeout:       plainIdle,
		MaxHeaderBytes:    cfg.MaxHeader,
	}
	srv.Serve(&oneConn{pc: pc})
	pc.mu.Lock()
	defer pc.mu.Unlock()
	c.wire.Conn.SetReadDeadline(time.Now().Add(cfg.HandshakeTimeout))
	if !pc.other && c.tls != nil {
		c.tls.CloseWrite()
	}
	return pc.rest, pc.other, nil
}

// A plainConn is the net.Conn that an http.Server gets of a Conn that isn't a
// websocket yet. It gives it one request at a time, and the end of the stream in
// place of one that isn't plain.
type plainConn struct {
	c      *Conn
	limit  int           // of a head
	stall  time.Duration // of a client that doesn't read
	ending atomic.Bool
	closed chan struct{}
	once   sync.Once

	mu    sync.Mutex // held by Read
	in    []byte     // of the request that is handed out
	rest  []byte     // of what comes after it
	other bool       // rest begins with a request that isn't plain
}

func (p *plainConn) Read(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.in) == 0 {
		if err := p.next(); err != nil {
			return 0, err
		}
	}
	n := copy(b, p.in)
	p.in = p.in[n:]
	return n, nil
}

// next waits for the next request. Reading may be given up in the middle of it and
// be taken up again.
func (p *plainConn) next() error {
	for seen := 0; ; {
		if p.other || p.ending.Load() {
			return io.EOF
		}
		end := endOfHead(p.rest, seen)
		switch {
		case end > p.limit, end < 0 && len(p.rest) >= p.limit:
			p.other = true
			return io.EOF
		case end >= 0:
			if r, err := parseRequest(string(p.rest[:end])); err != nil || !r.isPlain() {
				p.other = true
				return io.EOF
			}
			p.in, p.rest = p.rest[:end:end], p.rest[end:]
			return nil
		}
		seen = len(p.rest)
		b := getBuffer(0)
		n, err := p.c.top().Read(b.b[:min(cap(b.b), 4<<10)])
		p.rest = append(p.rest, b.b[:n]...)
		putBuffer(b)
		if n == 0 && err != nil {
			if p.ending.Load() {
				return io.EOF
			}
			return err
		}
	}
}

// Write waits until the kernel has taken b.
func (p *plainConn) Write(b []byte) (n int, err error) {
	for len(b) > 0 {
		part := b[:min(len(b), flushAt)]
		if k, err := p.c.top().Write(part); err != nil {
			return n + k, err
		}
		p.c.wire.flush()
		if p.c.wire.flushed(p.stall); p.c.wire.buffered() > 0 {
			p.c.wire.close() // it would wait for the same again
			return n, os.ErrDeadlineExceeded
		}
		n += len(part)
		b = b[len(part):]
	}
	return n, nil
}

// end lets the response that is under way be the last.
func (p *plainConn) end() {
	p.ending.Store(true)
	p.SetReadDeadline(past)
}

// Close hands the Conn back.
func (p *plainConn) Close() error {
	p.once.Do(func() {
		p.end()
		close(p.closed)
	})
	return nil
}

func (p *plainConn) LocalAddr() net.Addr                { return p.c.LocalAddr() }
func (p *plainConn) RemoteAddr() net.Addr               { return p.c.RemoteAddr() }
func (p *plainConn) SetReadDeadline(t time.Time) error  { return p.c.wire.Conn.SetReadDeadline(t) }
func (p *plainConn) SetDeadline(t time.Time) error      { return p.SetReadDeadline(t) }
func (p *plainConn) SetWriteDeadline(t time.Time) error { return nil } // see Write

// A oneConn is a listener with one connection, and closed when that is.
type oneConn struct {
	pc    *plainConn
	given bool
}

func (l *oneConn) Accept() (net.Conn, error) {
	if !l.given {
		l.given = true
		return l.pc, nil
	}
	<-l.pc.closed
	return nil, net.ErrClosed
}

func (l *oneConn) Close() error   { return nil }
func (l *oneConn) Addr() net.Addr { return l.pc.LocalAddr() }

// plainBegins notes that a handshake is none, and lets another begin.
func (s *Server) plainBegins(p *plainConn) {
	s.mu.Lock()
	a := s.handshaking[p.c.wire.Conn]
	if a != nil {
		a.plain = p
		s.plain++
	}
	retired := s.retiredLocked()
	s.mu.Unlock()
	if a != nil && a.free != nil {
		a.free()
	}
	if retired {
		p.end()
	}
}

func (s *Server) plainEnds(p *plainConn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.handshaking[p.c.wire.Conn]; a != nil {
		a.plain, a.since = nil, time.Now()
		s.plain--
		if s.closing && p.other { // a handshake again
			p.c.wire.Conn.Close()
		}
	}
}

// readNextHead is readHead where some of it has come already.
func (c *Conn) readNextHead(rest []byte, limit int) (head string, early []byte, herr *HandshakeError) {
	if len(rest) == 0 {
		return readHead(c.top(), limit)
	}
	return readHead(io.MultiReader(bytes.NewReader(rest), c.top()), limit)
}
