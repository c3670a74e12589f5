package wsbridge

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"
)

// timeless is a site whose clock stands still until advance.
func timeless(t *testing.T, cfg Config) (*site, *fakeClock) {
	s := prepareSite(t, cfg)
	clock := newFakeClock()
	s.srv.Clock = clock
	return s, clock
}

// sync returns when the server has worked off what r has sent, and waits for more.
func (r *rawClient) sync() {
	r.t.Helper()
	r.send(text("sync"))
	for {
		op, p, err := r.read()
		if err != nil {
			r.t.Fatal(err)
		}
		if op == byte(Text) && p == "sync" {
			return
		}
	}
}

// reading returns when the connection waits for its peer.
func (c *Conn) reading() {
	for !c.wire.listens() {
		runtime.Gosched()
	}
}

func endsBy(t *testing.T, s *site, code int, cause error, k Kind) {
	t.Helper()
	if end := s.end(); end.Code != code || !errors.Is(end.Err, cause) {
		t.Errorf("end: %+v, want %d, %v", end, code, cause)
	}
	if n := s.srv.Stats.Of(k); n != 1 {
		t.Errorf("%s is %d", k, n)
	}
}

// An hour in which nobody says anything: a ping every 30 s, of which the handler
// is told nothing.
func TestHeartbeats(t *testing.T) {
	s, clock := timeless(t, Config{PingInterval: 30 * time.Second, PongTimeout: 10 * time.Second})
	x := &teller{hook: hook{s: s}}
	s.serveHandlers(func(c *Conn) Handler { s.conns <- c; return x })
	r := s.raw()
	c := s.conn()
	for range 120 {
		c.reading()
		clock.advance(30*time.Second - tick)
		c.Ping("mine") // there would be a heartbeat before it
		r.wantFrame(opPing, "mine")
		clock.advance(tick)
		r.wantFrame(opPing, heartbeat)
		r.send(frame(fin|opPong, heartbeat), frame(fin|opPing, "theirs"))
		r.wantFrame(opPong, "theirs")
	}
	r.send(frame(fin|opPong, "mine"), closeFrame(1000, ""))
	r.wantClose(1000)
	r.Close()
	s.end()
	want := strings.Repeat("ping theirs, ", 120) + "pong mine"
	if got := strings.Join(x.told, ", "); got != want {
		t.Errorf("told %q", got)
	}
	s.srv.Shutdown(testContext(t))
	if n := clock.alarmCount(); n != 0 {
		t.Errorf("%d alarms when all is over", n)
	}
}

// Who says something needs no ping.
func TestNoPingWhileTalking(t *testing.T) {
	s, clock := timeless(t, Config{PingInterval: 30 * time.Second})
	s.serve(echo)
	r := s.raw()
	c := s.conn()
	for range 10 {
		c.reading()
		clock.advance(20 * time.Second)
		r.send(text("x"))
		r.wantFrame(byte(Text), "x")
	}
	c.reading()
	clock.advance(30 * time.Second)
	r.wantFrame(opPing, heartbeat)
}

func TestPongTimeout(t *testing.T) {
	s, clock := timeless(t, Config{PingInterval: 30 * time.Second, PongTimeout: 10 * time.Second, CloseTimeout: time.Millisecond})
	told := make(chan Incident, 1)
	s.srv.Incident = func(e Incident) { told <- e }
	s.serve(echo)
	r := s.raw()
	s.conn().reading()
	clock.advance(30 * time.Second)
	r.wantFrame(opPing, heartbeat)
	clock.advance(10*time.Second - tick)
	if s.srv.Len() != 1 {
		t.Error("closed too early")
	}
	clock.advance(tick)
	r.wantFrame(opClose, "\x03\xf0no pong in time")
	endsBy(t, s, 1006, ErrPongTimeout, ClosedPongTimeout)
	if e := <-told; e.Kind != ClosedPongTimeout || !strings.HasSuffix(e.String(), ": wsbridge: no pong in time") {
		t.Errorf("told %v", e)
	}
}

// Any byte is a sign of life, a frame that never gets done included.
func TestPartIsLife(t *testing.T) {
	s, clock := timeless(t, Config{PingInterval: 30 * time.Second, PongTimeout: 10 * time.Second})
	s.serve(echo)
	r := s.raw()
	c := s.conn()
	for _, b := range []byte(text("slow as ever")) {
		c.reading()
		clock.advance(35 * time.Second)
		was := c.wire.life.heard.Load()
		r.Write([]byte{b})
		for c.wire.life.heard.Load() == was {
			runtime.Gosched()
		}
	}
	for {
		if op, p, err := r.read(); err != nil {
			t.Fatal(err)
		} else if op == byte(Text) && p == "slow as ever" {
			break
		}
	}
}

// While the handler is busy nobody hears the peer: it is not dead.
func TestBusyIsNotDead(t *testing.T) {
	s, clock := timeless(t, Config{PingInterval: time.Second, PongTimeout: time.Second, IdleTimeout: time.Second})
	goOn := make(chan struct{})
	s.serve(func(c *Conn, _ MessageType, data []byte) {
		<-goOn
		echo(c, Text, data)
	})
	r := s.raw()
	c := s.conn()
	r.send(text("x"))
	for c.state.Load()&stateBusy == 0 {
		runtime.Gosched()
	}
	clock.advance(time.Hour)
	goOn <- struct{}{}
	for { // pings may be before it
		if op, p, _ := r.read(); op == byte(Text) && p == "x" {
			break
		}
	}
	c.reading()
	clock.advance(900 * time.Millisecond)
	if c.Closing() {
		t.Error("closed for what was no fault of the peer")
	}
}

// A queue that is being taken is life, however long a ping has to wait in it; one
// that nobody takes is not.
func TestQueueIsLife(t *testing.T) {
	s, clock := timeless(t, Config{PingInterval: 30 * time.Second, PongTimeout: 30 * time.Second, CloseTimeout: time.Millisecond, SendQueue: 64 << 20})
	s.serve(nil)
	r := s.raw()
	r.SetReadBuffer(64 << 10)
	c := s.conn()
	c.reading()
	for c.Buffered() < 32<<20 {
		c.Send(Binary, make([]byte, 60000))
	}
	for range 5 {
		clock.advance(50 * time.Second)
		_, took := c.wire.takes()
		for { // until the kernel has taken some
			if _, err := io.CopyN(io.Discard, r, 100<<10); err != nil {
				t.Fatal(err)
			}
			if _, now := c.wire.takes(); now != took {
				break
			}
		}
	}
	if c.Buffered() == 0 {
		t.Fatal("the test needs a longer queue")
	}
	clock.advance(70 * time.Second)
	endsBy(t, s, 1006, ErrPongTimeout, ClosedPongTimeout)
}

func TestIdleTimeout(t *testing.T) {
	s, clock := timeless(t, Config{IdleTimeout: time.Minute})
	s.serve(echo)
	r := s.raw()
	c := s.conn()
	r.sync()
	c.reading()
	clock.advance(50 * time.Second)
	r.sync()
	c.reading()
	clock.advance(50 * time.Second)
	r.send(frame(fin|opPing, "is no message"))
	r.wantFrame(opPong, "is no message")
	c.reading()
	clock.advance(10*time.Second - tick)
	if c.Closing() {
		t.Error("closed too early")
	}
	clock.advance(tick)
	r.wantFrame(opClose, "\x03\xe9idle")
	r.send(closeFrame(1001, ""))
	endsBy(t, s, 1001, ErrIdle, ClosedIdle)
}

func TestWriteTimeout(t *testing.T) {
	s, clock := timeless(t, Config{WriteTimeout: time.Minute, SendQueue: 64 << 20})
	s.serve(nil)
	r := s.raw()
	c := s.conn()
	c.reading()
	clock.advance(10 * time.Minute)
	for c.Buffered() < 1<<20 {
		c.Send(Binary, make([]byte, 60000))
	}
	clock.advance(50 * time.Second)
	for _, took := c.wire.takes(); ; {
		io.CopyN(io.Discard, r, 100<<10)
		if _, now := c.wire.takes(); now != took || c.Buffered() == 0 {
			break
		}
	}
	for c.Buffered() < 1<<20 {
		c.Send(Binary, make([]byte, 60000))
	}
	clock.advance(50 * time.Second)
	if c.Closing() {
		t.Error("closed though the peer takes something")
	}
	clock.advance(10 * time.Second)
	endsBy(t, s, 1006, ErrWriteTimeout, ClosedWriteTimeout)
}

// What isn't asked for costs nothing.
func TestLifeOff(t *testing.T) {
	s, clock := timeless(t, Config{PongTimeout: time.Second})
	s.serve(echo)
	s.raw()
	if c := s.conn(); c.wire.life != nil || clock.alarmCount() != 0 {
		t.Error("there is something to watch")
	}
}
