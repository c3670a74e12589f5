package wsbridge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// A worker is a Handler whose messages are answered later, by goroutines.
type worker struct {
	hook
	tasks     sync.WaitGroup
	delivered atomic.Int64
	busy      chan struct{} // told when traffic is under way
	start     chan struct{} // some tasks wait for it
}

func (w *worker) Message(c *Conn, t MessageType, data []byte) {
	n := w.delivered.Add(1)
	if n == 100 {
		w.busy <- struct{}{}
	}
	reply := string(data)
	w.tasks.Go(func() {
		if n%10 == 0 {
			<-w.start
		}
		if err := c.SendString(t, reply); err != nil {
			w.s.t.Errorf("a reply is lost: %v", err)
		}
	})
}

func (w *worker) Drain(ctx context.Context, c *Conn) {
	done := make(chan struct{})
	go func() { w.tasks.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// Under full traffic, each message that was delivered is answered before the
// 1001, and no other one is.
func TestShutdownLosesNothing(t *testing.T) {
	const clients = 20
	s := prepareSite(t, Config{})
	ctx := testContext(t)
	start, busy := make(chan struct{}), make(chan struct{}, clients)
	var mu sync.Mutex
	var workers []*worker
	s.serveHandlers(func(c *Conn) Handler {
		w := &worker{hook: hook{s: s}, busy: busy, start: start}
		mu.Lock()
		workers = append(workers, w)
		mu.Unlock()
		return w
	})
	var answered atomic.Int64
	var reading, writing sync.WaitGroup
	for i := range clients {
		c := s.dial()
		window := make(chan struct{}, 100) // what is under way
		gone := make(chan struct{})
		writing.Go(func() {
			for j := 0; c.Write(ctx, websocket.MessageText, []byte(fmt.Sprint(i, j))) == nil; j++ {
				select {
				case window <- struct{}{}:
				case <-gone:
					return
				}
			}
		})
		reading.Go(func() {
			defer close(gone)
			for {
				_, _, err := c.Read(ctx)
				if err != nil {
					if websocket.CloseStatus(err) != 1001 {
						t.Errorf("client sees %v", err)
					}
					return
				}
				answered.Add(1)
				<-window
			}
		})
	}
	total := func() (n int64) {
		mu.Lock()
		defer mu.Unlock()
		for _, w := range workers {
			n += w.delivered.Load()
		}
		return n
	}
	<-busy
	shut := make(chan error)
	go func() { shut <- s.srv.Shutdown(ctx) }()
	s.shutdownBegun()
	close(start)
	if err := <-shut; err != nil {
		t.Fatal(err)
	}
	reading.Wait()
	writing.Wait()
	if d, a := total(), answered.Load(); d != a {
		t.Errorf("%d messages were delivered, %d answered", d, a)
	}
	for range clients {
		if end := s.end(); end != (End{1001, goodbye, nil}) {
			t.Errorf("end: %+v", end)
		}
	}
	if n := s.closed.Load(); n != clients {
		t.Errorf("%d Closed calls", n)
	}
	if n := s.srv.Len(); n != 0 {
		t.Errorf("%d connections are left", n)
	}
}

// A message that is being handled is worked off too, Drainer or not.
func TestShutdownWaitsForMessage(t *testing.T) {
	entered, goOn := make(chan struct{}), make(chan struct{})
	s := newSite(t, Config{}, func(c *Conn, typ MessageType, data []byte) {
		close(entered)
		<-goOn
		c.Send(typ, data)
	})
	r := s.raw()
	r.send(text("one"), text("two"))
	<-entered
	shut := make(chan error)
	go func() { shut <- s.srv.Shutdown(testContext(t)) }()
	s.shutdownBegun()
	close(goOn)
	r.wantFrame(byte(Text), "one")
	r.wantFrame(opClose, "\x03\xe9"+goodbye)
	r.Close()
	if err := <-shut; err != nil {
		t.Error(err)
	}
}

// Where a handler does not come to an end, Shutdown does, and a second one
// waits for what is left.
func TestShutdownGivesUp(t *testing.T) {
	entered, goOn := make(chan struct{}), make(chan struct{})
	s := newSite(t, Config{}, func(c *Conn, typ MessageType, data []byte) {
		close(entered)
		<-goOn
	})
	r := s.raw()
	r.send(text("x"))
	<-entered
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if err := s.srv.Shutdown(ctx); err != context.DeadlineExceeded {
		t.Errorf("Shutdown: %v", err)
	}
	if n := s.srv.Len(); n != 1 {
		t.Errorf("%d connections", n)
	}
	close(goOn)
	if err := s.srv.Shutdown(testContext(t)); err != nil {
		t.Errorf("second Shutdown: %v", err)
	}
	if end := s.end(); end.Code != 1001 || !errors.Is(end.Err, ErrServerClosed) {
		t.Errorf("end: %+v", end)
	}
}

// Handshakes under way are broken off; nothing is served afterwards.
func TestShutdownDuringHandshake(t *testing.T) {
	s := prepareSite(t, Config{HandshakeTimeout: time.Minute})
	s.serve(nil)
	r := s.rawTCP()
	r.send(rawRequest[:20])
	for handshaking(s) < 1 {
		runtime.Gosched()
	}
	if err := s.srv.Shutdown(testContext(t)); err != nil {
		t.Error(err)
	}
	if n := s.srv.Stats.Of(RefusedStopping); n != 1 {
		t.Errorf("%d handshakes broken off", n)
	}
	if _, err := io.ReadAll(r); err != nil && !strings.Contains(err.Error(), "reset") {
		t.Error(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.srv.Serve(ln, nil); err != ErrServerClosed {
		t.Errorf("Serve after Shutdown: %v", err)
	}
}

// Shutdown while accept is still running: the connection is closed all the
// same, Closed included.
func TestShutdownDuringAccept(t *testing.T) {
	s := prepareSite(t, Config{})
	entered, goOn := make(chan struct{}), make(chan struct{})
	s.serveHandlers(func(c *Conn) Handler {
		close(entered)
		<-goOn
		return &hook{s: s}
	})
	r := s.raw()
	<-entered
	shut := make(chan error)
	go func() { shut <- s.srv.Shutdown(testContext(t)) }()
	r.wantFrame(opClose, "\x03\xe9"+goodbye)
	close(goOn)
	r.Close()
	if err := <-shut; err != nil {
		t.Error(err)
	}
	if end := s.end(); end.Code != 1001 {
		t.Errorf("end: %+v", end)
	}
}

// Several Shutdowns at once all return.
func TestShutdownTwice(t *testing.T) {
	goOn := make(chan struct{})
	entered := make(chan struct{})
	s := newSite(t, Config{}, func(*Conn, MessageType, []byte) { close(entered); <-goOn })
	r := s.raw()
	r.send(text("x"))
	<-entered
	shut := make(chan error)
	for range 3 {
		go func() { shut <- s.srv.Shutdown(testContext(t)) }()
	}
	s.shutdownBegun()
	close(goOn)
	r.wantFrame(opClose, "\x03\xe9"+goodbye)
	r.Close()
	for range 3 {
		if err := <-shut; err != nil {
			t.Error(err)
		}
	}
}

func TestShutdownOfNothing(t *testing.T) {
	var srv Server
	if err := srv.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
}

// shutdownBegun returns when no message is delivered any more.
func (s *site) shutdownBegun() {
	<-s.srv.Stopping()
	s.srv.mu.Lock() // Shutdown holds it while it quiets the connections
	defer s.srv.mu.Unlock()
}
