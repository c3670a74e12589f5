package wsbridge

import (
	"context"
	"sync/atomic"
	"testing"
	"time"
)

// A leaver is a Handler with a last word.
type leaver struct {
	hook
	leave func(ctx context.Context, c *Conn)
	left  atomic.Int64
}

func (l *leaver) Leave(ctx context.Context, c *Conn) {
	l.left.Add(1)
	l.leave(ctx, c)
}

// handles returns when c's accept has returned: Shutdown asks no handler before.
func (s *site) handles(c *Conn) {
	s.t.Helper()
	until(s.t, func() bool { return s.srv.handlerOf(c) != nil })
}

// The last word comes behind the answers of all messages, to other connections
// too, and before the Close frame.
func TestLeave(t *testing.T) {
	s := prepareSite(t, Config{})
	entered, goOn := make(chan struct{}), make(chan struct{})
	var first *Conn
	s.serveHandlers(func(c *Conn) Handler {
		if first == nil {
			first = c
		}
		s.conns <- c
		return &leaver{
			hook: hook{s: s, message: func(c *Conn, typ MessageType, data []byte) {
				close(entered)
				<-goOn
				first.Send(typ, data)
			}},
			leave: func(_ context.Context, c *Conn) { c.SendString(Text, "bye") },
		}
	})
	a := s.raw()
	s.handles(s.conn())
	b := s.raw()
	s.handles(s.conn())
	b.send(text("one"))
	<-entered
	shut := make(chan error)
	go func() { shut <- s.srv.Shutdown(testContext(t)) }()
	s.shutdownBegun()
	close(goOn)
	a.wantFrame(byte(Text), "one")
	for _, r := range []*rawClient{a, b} {
		r.wantFrame(byte(Text), "bye")
		r.wantFrame(opClose, "\x03\xe9"+goodbye)
		r.Close()
	}
	if err := <-shut; err != nil {
		t.Error(err)
	}
}

// A last word that doesn't end costs its share of the time, and is asked for once.
func TestLeaveWithoutEnd(t *testing.T) {
	s := prepareSite(t, Config{})
	var l *leaver
	s.serveHandlers(func(c *Conn) Handler {
		l = &leaver{hook: hook{s: s}, leave: func(ctx context.Context, _ *Conn) { <-ctx.Done() }}
		s.conns <- c
		return l
	})
	r := s.raw()
	s.handles(s.conn())
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	shut := make(chan error)
	for range 2 {
		go func() { shut <- s.srv.Shutdown(ctx) }()
	}
	r.wantFrame(opClose, "\x03\xe9"+goodbye)
	if ctx.Err() != nil {
		t.Error("no time is left")
	}
	r.Close()
	for range 2 {
		if err := <-shut; err != nil {
			t.Error(err)
		}
	}
	if n := l.left.Load(); n != 1 {
		t.Errorf("%d last words", n)
	}
}
