package e2e

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// on_shutdown runs once for each connection, may block, and what it sends is there
// before the Close frame; on_close follows. An error in it is logged.
func TestOnShutdown(t *testing.T) {
	each(t, []mode{isolated, shared, spread, launched}, func(t *testing.T, m mode) {
		const clients = 3
		s := newSite(t, m, class(`
function ws:on_message(msg) self.name = msg self.ws:send(msg) end
function ws:on_shutdown()
	skynet.error("on_shutdown " .. self.name)
	skynet.sleep(1)
	self.ws:send("bye " .. self.name)
	error("oops " .. self.name)
end`))
		s.server.DrainCode = 1012
		all := make([]*client, clients)
		for i := range all {
			all[i] = s.dial()
			all[i].send(fmt.Sprint(i))
			all[i].want(fmt.Sprint(i))
		}
		closed := make(chan struct{})
		go func() {
			defer close(closed)
			s.closeAll()
		}()
		for i, c := range all {
			c.want(fmt.Sprint("bye ", i))
			c.wantClose(1012, "server shutting down")
		}
		<-closed
		for _, what := range []string{"on_shutdown ", "on_close server shutting down 1012"} {
			if n := s.log.count(what); n != clients {
				t.Errorf("%d times %q", n, what)
			}
		}
		for i := range all {
			if n := s.log.count(fmt.Sprint("oops ", i)); n != 1 {
				t.Errorf("%d errors of %d", n, i)
			}
		}
	})
}

// An on_shutdown that doesn't come to its end is cut at its share of the time: the
// Close frame comes, and on_close.
func TestOnShutdownWithoutEnd(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newTimelessSite(t, m, class(`
function ws:on_message(msg) self.ws:send(msg) end
function ws:on_shutdown()
	self.ws:send("wait")
	skynet.sleep(1e6)
	self.ws:send("never")
end`))
		c := s.dial()
		c.send("here") // read when there is a handler, which the handshake's response isn't
		c.want("here")
		s.host.WaitIdle()
		ctx, cancel := context.WithTimeout(context.Background(), 400*time.Millisecond)
		defer cancel()
		closed := make(chan error, 1)
		go func() { closed <- s.close(ctx) }()
		c.want("wait")
		c.wantClose(1001, "server shutting down")
		if ctx.Err() != nil {
			t.Error("no time is left")
		}
		if err := <-closed; err != nil {
			t.Error(err)
		}
		if n := s.log.count("on_close server shutting down 1001"); n != 1 {
			t.Errorf("on_close ran %d times", n)
		}
	})
}

// A connection that is closed already is told nothing.
func TestOnShutdownAfterClose(t *testing.T) {
	each(t, modes, func(t *testing.T, m mode) {
		s := newSite(t, m, class(`
function ws:on_message() self.ws:close("enough") end
function ws:on_shutdown() skynet.error("on_shutdown") end`))
		r := s.raw() // which doesn't answer the Close frame
		r.send(frame(text, "x"))
		if first, _, err := r.next(); first != closing {
			t.Fatal(first, err)
		}
		closed := make(chan struct{})
		go func() { s.closeAll(); close(closed) }()
		<-s.server.Stopping()
		r.send(frame(closing, "\x03\xe8"))
		<-closed
		if s.log.count("on_shutdown") != 0 || s.log.count("on_close enough 1000") != 1 {
			t.Error("it is told otherwise")
		}
	})
}
