//go:build linux

package wsbridge

import (
	"bytes"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"
)

func (c *Conn) parked() bool { return c.wire.phase.Load() == phaseParked }

// parkedSite has one client, whose connection is parked.
func parkedSite(t *testing.T) (*site, *rawClient, *Conn) {
	t.Helper()
	if parking == "never" {
		t.Skip()
	}
	maxNewcomers = 0
	t.Cleanup(func() { maxNewcomers = 200 })
	s := newSite(t, Config{CloseTimeout: time.Minute}, echo)
	r := s.raw()
	c := s.conn()
	until(t, c.parked)
	return s, r, c
}

// seat returns c's seat and its turn, once c has one.
func (c *Conn) seat(t *testing.T) (seat, turn int32) {
	until(t, func() bool {
		thePoller.mu.Lock()
		defer thePoller.mu.Unlock()
		if seat = c.wire.seat; seat != 0 {
			turn = thePoller.seats[seat].turn
		}
		return seat != 0
	})
	return seat, turn
}

// driving is how many goroutines read connections.
func driving() int {
	b := make([]byte, 1<<20)
	return bytes.Count(b[:runtime.Stack(b, true)], []byte("(*Conn).drive("))
}

// However many are silent, none has a goroutine; each goes on when something comes.
func TestParked(t *testing.T) {
	s, r, _ := parkedSite(t)
	clients := []*rawClient{r}
	for range 100 {
		clients = append(clients, s.raw())
		until(t, s.conn().parked)
	}
	until(t, func() bool { return driving() == 0 })
	for _, r := range clients {
		r.send(text("hello"))
	}
	for _, r := range clients {
		r.wantFrame(byte(Text), "hello")
	}
	until(t, func() bool { return driving() == 0 })
}

// What is sent to a parked connection goes out.
func TestParkedSend(t *testing.T) {
	_, r, c := parkedSite(t)
	c.SendString(Text, "for you")
	r.wantFrame(byte(Text), "for you")
	if need, _ := c.SendStringQueued(Text, "later"); !need {
		t.Error("nobody flushes")
	}
	c.Flush()
	r.wantFrame(byte(Text), "later")
}

// A message of which only a part has come is waited for by a goroutine.
func TestParkedInPieces(t *testing.T) {
	_, r, c := parkedSite(t)
	frame := text("in pieces")
	for i := range frame {
		r.send(frame[i : i+1])
		if i < len(frame)-1 {
			until(t, func() bool { return !c.parked() })
		}
	}
	r.wantFrame(byte(Text), "in pieces")
	until(t, c.parked)
}

// Each of the ways in which a connection ends wakes one that is parked.
func TestParkedEnds(t *testing.T) {
	for name, test := range map[string]struct {
		end  func(s *site, r *rawClient, c *Conn)
		code int
		err  error
	}{
		"close": {func(_ *site, r *rawClient, c *Conn) {
			c.Close(4000, "enough")
			r.send(closeFrame(4000, ""))
			r.wantClose(4000)
		}, 4000, nil},
		"abort":   {func(_ *site, _ *rawClient, c *Conn) { c.Abort(nil) }, CloseAbnormal, ErrAborted},
		"peer":    {func(_ *site, r *rawClient, _ *Conn) { r.send(closeFrame(4001, "")); r.wantClose(4001) }, 4001, nil},
		"lost":    {func(_ *site, r *rawClient, _ *Conn) { r.Close() }, CloseAbnormal, ErrLost},
		"half":    {func(_ *site, r *rawClient, _ *Conn) { r.CloseWrite() }, CloseAbnormal, ErrLost},
		"reset":   {func(_ *site, r *rawClient, _ *Conn) { r.reset() }, CloseAbnormal, ErrLost},
		"garbage": {func(_ *site, r *rawClient, _ *Conn) { r.send("\xff\xff") }, CloseProtocol, ErrProtocol},
	} {
		t.Run(name, func(t *testing.T) {
			s, r, c := parkedSite(t)
			test.end(s, r, c)
			if end := s.end(); end.Code != test.code || !errors.Is(end.Err, test.err) {
				t.Errorf("%+v", end)
			}
		})
	}
}

// A peer that doesn't answer our Close frame is waited for, CloseTimeout at most.
func TestParkedCloseTimeout(t *testing.T) {
	s := newSite(t, Config{CloseTimeout: 10 * time.Millisecond}, echo)
	s.raw()
	c := s.conn()
	until(t, func() bool { return c.parked() || parking == "never" })
	c.Close(4000, "enough")
	if end := s.end(); end.Code != 4000 {
		t.Errorf("%+v", end)
	}
}

// A connection to which something comes again and again waits with a goroutine, until
// it is silent.
func TestWarm(t *testing.T) {
	if parking != "" {
		t.Skip()
	}
	_, r, c := parkedSite(t)
	until(t, func() bool { // not parked though it waits: on a slow machine not at once
		r.send(text("x"))
		r.wantFrame(byte(Text), "x")
		c.wire.mu.Lock()
		defer c.wire.mu.Unlock()
		return c.wire.phase.Load() == phaseReading && driving() == 1
	})
	until(t, c.parked)
}

// Seats are used again, and events for who had one before reach nobody.
func TestPollerSeats(t *testing.T) {
	s, r, c := parkedSite(t)
	seat, turn := c.seat(t)
	r.Close()
	s.end()
	until(t, func() bool {
		thePoller.mu.Lock()
		defer thePoller.mu.Unlock()
		return thePoller.seats[seat] == pollSeat{turn: turn + 1} && !thePoller.runs
	})
	s.raw()
	next := s.conn()
	if again, next := next.seat(t); again != seat || next != turn+1 {
		t.Errorf("seat %d, turn %d, after %d, %d", again, next, seat, turn)
	}
}

// Pings and pongs, whole or in pieces, don't keep a silent connection from being parked,
// and are told.
func TestParkedControls(t *testing.T) {
	if parking == "never" {
		t.Skip()
	}
	s := prepareSite(t, Config{})
	x := &teller{hook: hook{s: s}}
	s.serveHandlers(func(c *Conn) Handler { s.conns <- c; return x })
	r := s.raw()
	c := s.conn()
	until(t, c.parked)
	r.send(frame(fin|opPong, heartbeat), frame(fin|opPong, "a"), frame(fin|opPing, "b"))
	r.wantFrame(opPong, "b")
	until(t, func() bool { return c.parked() && driving() == 0 })
	r.Close()
	s.end()
	if got := strings.Join(x.told, ", "); got != "pong a, ping b" {
		t.Error(got)
	}
}

// A goroutine that comes to arm a connection only when another one has ended it leaves
// no seat behind, though the stream is not closed yet.
func TestArmedLate(t *testing.T) {
	was := parking
	parking = "never" // so that nobody has armed it
	t.Cleanup(func() { parking = was })
	s := newSite(t, Config{CloseTimeout: time.Minute}, echo)
	r := s.raw()
	c := s.conn()
	c.Close(4000, "enough")
	r.send(frame(fin|3, "reserved opcode"))
	s.end()
	if !thePoller.arm(c) {
		t.Fatal("the stream doesn't linger")
	}
	r.Close()
	until(t, func() bool {
		thePoller.mu.Lock()
		defer thePoller.mu.Unlock()
		return c.wire.seat == 0
	})
}

// A connection of Server.Accept that Conn.Run runs was never in the wheel.
func TestUnwatched(t *testing.T) {
	s := prepareSite(t, Config{PingInterval: time.Hour})
	s.serve(echo)
	s.raw()
	watched := s.conn()
	s.srv.wheel.mu.Lock()
	before := s.srv.wheel.n
	s.srv.wheel.mu.Unlock()
	other := &Conn{server: &s.srv}
	other.wire.life = &life{cfg: watched.wire.life.cfg}
	s.srv.unwatch(other)
	s.srv.wheel.mu.Lock()
	defer s.srv.wheel.mu.Unlock()
	if n := s.srv.wheel.n; n != before {
		t.Errorf("%d in the wheel, not %d", n, before)
	}
}
