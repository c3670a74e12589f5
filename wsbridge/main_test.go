package wsbridge

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/luaws/luaws/test/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// testContext bounds a test's waiting, so that a hang is a failure with a line number.
func testContext(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// until returns when a condition holds that nothing tells of.
func until(t testing.TB, holds func() bool) {
	t.Helper()
	for ctx := testContext(t); !holds(); {
		select {
		case <-time.After(time.Millisecond):
		case <-ctx.Done():
			t.Fatal("it doesn't come to that")
		}
	}
}

// A site is a running Server with what happened on it.
type site struct {
	t      testing.TB
	srv    Server
	addr   string
	conns  chan *Conn // as they are accepted
	ends   chan End   // as they end
	closed atomic.Int64
	served chan error // Serve's result
}

// A hook is a Handler made of a function.
type hook struct {
	s       *site
	message func(c *Conn, t MessageType, data []byte)
}

func (h *hook) Message(c *Conn, t MessageType, data []byte) {
	if h.message != nil {
		h.message(c, t, data)
	}
}

func (h *hook) Closed(c *Conn, end End) {
	h.s.closed.Add(1)
	h.s.ends <- end
}

func echo(c *Conn, t MessageType, data []byte) { c.Send(t, data) }

// newSite serves with message as the handler until the test's end.
func newSite(t testing.TB, cfg Config, message func(*Conn, MessageType, []byte)) *site {
	s := prepareSite(t, cfg)
	s.serve(message)
	return s
}

func prepareSite(t testing.TB, cfg Config) *site {
	return &site{
		t:      t,
		srv:    Server{Config: cfg},
		conns:  make(chan *Conn, 2000),
		ends:   make(chan End, 2000),
		served: make(chan error, 1),
	}
}

func (s *site) serve(message func(*Conn, MessageType, []byte)) {
	s.serveHandlers(func(c *Conn) Handler {
		s.conns <- c
		return &hook{s: s, message: message}
	})
}

func (s *site) serveHandlers(accept func(*Conn) Handler) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.serveOn(ln, accept)
}

func (s *site) serveOn(ln net.Listener, accept func(*Conn) Handler) {
	s.addr = ln.Addr().String()
	go func() { s.served <- s.srv.Serve(ln, accept) }()
	s.t.Cleanup(func() {
		gone, cancel := context.WithCancel(context.Background())
		cancel()
		s.srv.Shutdown(gone) // aborts
		if err := s.srv.Shutdown(testContext(s.t)); err != nil {
			s.t.Errorf("Shutdown: %v", err)
		}
		if err := <-s.served; err != ErrServerClosed {
			s.t.Errorf("Serve: %v", err)
		}
	})
}

// conn returns the next connection that was accepted.
func (s *site) conn() *Conn {
	s.t.Helper()
	select {
	case c := <-s.conns:
		return c
	case <-testContext(s.t).Done():
		s.t.Fatal("no connection was accepted")
		return nil
	}
}

// end returns how the next connection ended.
func (s *site) end() End {
	s.t.Helper()
	select {
	case end := <-s.ends:
		return end
	case <-testContext(s.t).Done():
		s.t.Fatal("no connection ended")
		return End{}
	}
}

// dial connects with a client that is not ours nor gorilla's.
func (s *site) dial() *websocket.Conn {
	s.t.Helper()
	return dialAt(s.t, s.addr)
}

func dialAt(t testing.TB, addr string) *websocket.Conn {
	t.Helper()
	c, _, err := websocket.Dial(testContext(t), "ws://"+addr+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	c.SetReadLimit(-1)
	t.Cleanup(func() { c.CloseNow() })
	return c
}
