package http

import (
	"crypto/tls"
	"errors"
	"io"
	"iter"
	"net"
	"os"
	"slices"
	"time"
)

// tlsEngine is one side of a TLS connection between two buffers: nothing in it
// waits. crypto/tls does its handshake in one go; it runs on a stack of its own,
// which is left when there is nothing to read, and entered again with more.
type tlsEngine struct {
	cfg    *tls.Config
	client bool
	wire   wire
	conn   *tls.Conn // nil until the first step

	next     func() (struct{}, bool)
	stop     func()
	failed   error
	over     bool // the handshake has come to an end
	finished bool // and a good one
	closed   bool
	readErr  error // told when what came before it has been read
}

func newTLSEngine(cfg *tls.Config, client bool) *tlsEngine {
	return &tlsEngine{cfg: cfg, client: client}
}

func (e *tlsEngine) setServerName(name string) {
	if e.conn == nil {
		e.cfg.ServerName = name
	}
}

// handshake goes on with the handshake; data is what the other side has sent.
func (e *tlsEngine) handshake(data string) error {
	e.wire.in = append(e.wire.in, data...)
	if e.conn == nil {
		if e.client {
			e.conn = tls.Client(&e.wire, e.cfg)
		} else {
			e.conn = tls.Server(&e.wire, e.cfg)
		}
		e.next, e.stop = iter.Pull(func(yield func(struct{}) bool) {
			e.wire.starve = func() bool { return yield(struct{}{}) }
			e.failed = e.conn.Handshake()
		})
	}
	if e.over {
		return e.failed
	}
	if _, more := e.next(); more {
		return nil
	}
	e.over, e.wire.starve = true, nil
	e.finished = e.failed == nil
	return e.failed
}

// read decrypts what the other side has sent.
func (e *tlsEngine) read(data string) (string, error) {
	e.wire.in = append(e.wire.in, data...)
	if e.readErr != nil {
		return "", e.readErr
	}
	out := make([]byte, 0, len(e.wire.in))
	for {
		out = slices.Grow(out, 512)
		n, err := e.conn.Read(out[len(out):cap(out)])
		out = out[:len(out)+n]
		switch {
		case err == nil:
			continue
		case errors.Is(err, os.ErrDeadlineExceeded), err == io.EOF: // no more for now, or for ever
			return string(out), nil
		case len(out) > 0:
			e.readErr = err
			return string(out), nil
		}
		return "", err
	}
}

func (e *tlsEngine) write(text string) error {
	_, err := io.WriteString(e.conn, text)
	return err
}

// take hands out what is to be sent.
func (e *tlsEngine) take() string {
	out := string(e.wire.out)
	e.wire.out = nil
	return out
}

func (e *tlsEngine) close() {
	e.closed = true
	if e.stop != nil {
		e.stop()
	}
	e.wire.in, e.wire.out = nil, nil
}

// wire is the network as crypto/tls sees it.
type wire struct {
	in, out []byte
	starve  func() bool // waits for more to read; false: there won't be any
}

func (w *wire) Read(p []byte) (int, error) {
	for len(w.in) == 0 {
		if w.starve == nil {
			return 0, os.ErrDeadlineExceeded // crypto/tls goes on after it
		}
		if !w.starve() {
			return 0, net.ErrClosed
		}
	}
	n := copy(p, w.in)
	if w.in = w.in[n:]; len(w.in) == 0 {
		w.in = nil
	}
	return n, nil
}

func (w *wire) Write(p []byte) (int, error) {
	w.out = append(w.out, p...)
	return len(p), nil
}

func (w *wire) Close() error                     { return nil }
func (w *wire) LocalAddr() net.Addr              { return wireAddr{} }
func (w *wire) RemoteAddr() net.Addr             { return wireAddr{} }
func (w *wire) SetDeadline(time.Time) error      { return nil }
func (w *wire) SetReadDeadline(time.Time) error  { return nil }
func (w *wire) SetWriteDeadline(time.Time) error { return nil }

type wireAddr struct{}

func (wireAddr) Network() string { return "memory" }
func (wireAddr) String() string  { return "memory" }
