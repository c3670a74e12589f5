package e2e

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/coder/websocket"
)

// A client is a websocket client that is not ours.
type client struct {
	*websocket.Conn
	t      testing.TB
	ctx    context.Context
	cancel func() // ends ctx
}

func (s *site) dial() *client {
	s.t.Helper()
	return s.dialAt(s.addr, nil)
}

func (s *site) dialAt(addr string, opt *websocket.DialOptions) *client {
	s.t.Helper()
	c, err := s.tryDial(addr, opt)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// tryDial is for other goroutines than the test's.
func (s *site) tryDial(addr string, opt *websocket.DialOptions) (*client, error) {
	ctx, cancel := context.WithCancel(testContext(s.t))
	c, _, err := websocket.Dial(ctx, "ws://"+addr+"/", opt)
	if err != nil {
		cancel()
		return nil, err
	}
	c.SetReadLimit(-1)
	s.t.Cleanup(func() { c.CloseNow() })
	return &client{c, s.t, ctx, cancel}, nil
}

func (c *client) sendText(data string) error {
	return c.Write(c.ctx, websocket.MessageText, []byte(data))
}

func (c *client) send(data ...string) {
	c.t.Helper()
	for _, d := range data {
		if err := c.sendText(d); err != nil {
			c.t.Fatal(err)
		}
	}
}

// next returns the next message, or an error; text has to be text.
func (c *client) next() (string, error) {
	typ, data, err := c.Read(c.ctx)
	if err == nil && typ != websocket.MessageText {
		err = fmt.Errorf("a %v message", typ)
	}
	return string(data), err
}

func (c *client) expect(want string) error {
	got, err := c.next()
	if err == nil && got != want {
		err = fmt.Errorf("got %.80q, want %.80q", got, want)
	}
	return err
}

// want reads text messages and compares them.
func (c *client) want(all ...string) {
	c.t.Helper()
	for _, w := range all {
		if err := c.expect(w); err != nil {
			c.t.Fatal(err)
		}
	}
}

// wantClose reads the Close frame, which must come next.
func (c *client) wantClose(code int, reason string) {
	c.t.Helper()
	msg, err := c.next()
	var ce websocket.CloseError
	if !errors.As(err, &ce) || int(ce.Code) != code || ce.Reason != reason {
		c.t.Fatalf("client gets %q, error %v; want a close with %d %q", msg, err, code, reason)
	}
}

// every runs f for n clients at once and fails with the first error.
func every(t testing.TB, n int, f func(i int) error) {
	t.Helper()
	errs := make(chan error, n)
	for i := range n {
		go func() { errs <- f(i) }()
	}
	var first error
	for range n {
		if err := <-errs; first == nil {
			first = err
		}
	}
	if first != nil {
		t.Fatal(first)
	}
}
