package wsbridge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A client that pauses gets everything later, in order: the flusher's work.
// With a stream that has no raw access, the flusher does all writing.
func TestSlowReader(t *testing.T) {
	for _, raw := range []bool{true, false} {
		t.Run(fmt.Sprint("raw=", raw), func(t *testing.T) {
			s := prepareSite(t, Config{SendQueue: 64 << 20})
			ln, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			if !raw {
				ln = plainListener{ln}
			}
			s.serveOn(ln, func(c *Conn) Handler {
				s.conns <- c
				return &hook{s: s, message: echo}
			})
			r := s.raw()
			c := s.conn()
			// More than any kernel buffer holds, in odd sizes.
			const frames = 3000
			payload := func(i int) []byte { return bytes.Repeat([]byte{byte(i)}, i%9001+1) }
			for i := range frames {
				if err := c.Send(Binary, payload(i)); err != nil {
					t.Fatal(err)
				}
			}
			if c.Buffered() == 0 {
				t.Error("nothing is queued: the test shows nothing")
			}
			// Both directions go on while the queue is long.
			go func() {
				for i := range frames {
					c.Send(Binary, payload(frames+i))
				}
				c.Close(1000, "")
			}()
			for i := range 2 * frames {
				r.wantFrame(byte(Binary), string(payload(i)))
			}
			r.send(closeFrame(1000, ""))
			r.wantClose(1000)
			until(t, func() bool { return c.Buffered() == 0 }) // the client has it before the flusher knows
			if end := s.end(); end != (End{Code: 1000}) {
				t.Errorf("end: %+v", end)
			}
		})
	}
}

// plainListener hides everything of its streams but net.Conn.
type plainListener struct{ net.Listener }

func (l plainListener) Accept() (net.Conn, error) {
	nc, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return struct{ net.Conn }{nc}, nil
}

// A client that never reads cannot make the queue grow past its bound, neither
// by what it makes the server send nor by pings.
func TestSlowConsumer(t *testing.T) {
	const bound = 100 << 10
	for name, f := range map[string]string{
		"messages": frame(fin|byte(Binary), strings.Repeat("x", 30<<10)),
		"pings":    strings.Repeat(frame(fin|opPing, strings.Repeat("p", 125)), 200),
	} {
		t.Run(name, func(t *testing.T) {
			var most atomic.Int64
			s := newSite(t, Config{SendQueue: bound, CloseTimeout: time.Millisecond}, func(c *Conn, typ MessageType, data []byte) {
				echo(c, typ, data)
				most.Store(max(most.Load(), int64(c.Buffered())))
			})
			r := s.raw()
			c := s.conn()
			for {
				if _, err := io.WriteString(r, f); err != nil {
					break // the server has closed
				}
				if n := int64(c.Buffered()); n > most.Load() {
					most.Store(n)
				}
			}
			end := s.end()
			if end.Code != 1008 || !errors.Is(end.Err, ErrSendQueueFull) {
				t.Errorf("end: %+v", end)
			}
			if n := most.Load(); n > bound+30<<10+200 || name == "messages" && n < bound/2 {
				t.Errorf("at most %d bytes were queued, bound %d", n, bound)
			}
		})
	}
}

// A peer that reads gets whatever a handler sends in one go: what is only
// gathered does not count as waiting for the peer.
func TestGatheredIsNotSlow(t *testing.T) {
	const frames = 20
	s := newSite(t, Config{SendQueue: 1000}, func(c *Conn, typ MessageType, data []byte) {
		for range frames {
			if err := c.Send(typ, data); err != nil {
				t.Error(err)
			}
		}
	})
	r := s.raw()
	payload := strings.Repeat("x", 500)
	r.send(text(payload))
	for range frames {
		r.wantFrame(byte(Text), payload)
	}
}

// A flusher that waits for a peer ends with the connection (TestMain sees it if
// not), and what it has not written is dropped.
func TestAbortWithFullQueue(t *testing.T) {
	s := newSite(t, Config{}, nil)
	r := s.raw()
	c := s.conn()
	for c.Buffered() == 0 {
		c.Send(Binary, make([]byte, 60<<10))
	}
	c.Abort(nil)
	if end := s.end(); !errors.Is(end.Err, ErrAborted) {
		t.Errorf("end: %+v", end)
	}
	if n := c.Buffered(); n != 0 {
		t.Errorf("%d bytes are queued after Abort", n)
	}
	r.Close()
}

// A write that fails breaks the connection, and Send says so.
func TestWriteError(t *testing.T) {
	server, client := net.Pipe()
	go io.WriteString(client, rawRequest)
	go func() {
		io.ReadFull(client, make([]byte, 129)) // the 101 response
		client.Close()
	}()
	c, err := Accept(server, nil)
	if err != nil {
		t.Fatal(err)
	}
	for c.SendString(Text, "x") == nil {
		c.wire.wait()
	}
	s := prepareSite(t, Config{})
	c.Run(&hook{s: s})
	if end := s.end(); end.Code != 1006 || !errors.Is(end.Err, ErrLost) {
		t.Errorf("end: %+v", end)
	}
}

// Deadlines that the layers above set must not reach the stream.
func TestDeadlinesAreOurs(t *testing.T) {
	s := newSite(t, Config{}, echo)
	r := s.raw()
	c := s.conn()
	past := time.Now().Add(-time.Hour)
	for _, nc := range []net.Conn{&c.wire, port{c}} {
		nc.SetDeadline(past)
		nc.SetReadDeadline(past)
		nc.SetWriteDeadline(past)
	}
	r.send(text("x"))
	r.wantFrame(byte(Text), "x")
}

// A queue that never gets empty must not grow with what has gone through it.
func TestQueueCompacts(t *testing.T) {
	w := &wire{}
	w.out = getBuffer(0)
	step := make([]byte, 1000)
	for i := range 10_000 {
		w.room(len(step))
		w.out.b = append(w.out.b, step...)
		if i >= 20 {
			w.wroteLocked(result{n: len(step)})
		}
	}
	if n := cap(w.out.b); n > 80<<10 {
		t.Errorf("a queue of 20 KB has a buffer of %d bytes", n)
	}
}

// A patient conn counts how often it is given a new read deadline.
type patient struct {
	net.Conn
	deadlines atomic.Int64
	last      atomic.Value // time.Time
}

func (p *patient) SetReadDeadline(t time.Time) error {
	p.deadlines.Add(1)
	p.last.Store(t)
	return p.Conn.SetReadDeadline(t)
}

// A peer that reads, slowly, gets all that was sent before our Close frame:
// each piece it takes starts CloseTimeout anew.
func TestCloseWaitsForSlowReader(t *testing.T) {
	server, client := net.Pipe()
	defer client.Close()
	nc := &patient{Conn: server}
	go io.WriteString(client, rawRequest)
	accepted := make(chan *Conn)
	go func() {
		c, err := Accept(nc, nil)
		if err != nil {
			t.Error(err)
		}
		accepted <- c
	}()
	io.ReadFull(client, make([]byte, 129)) // the 101 response
	c := <-accepted
	if last := nc.last.Load().(time.Time); !last.IsZero() {
		t.Errorf("the deadline of the handshake is still set: %v", last)
	}
	s := prepareSite(t, Config{})
	go c.Run(&hook{s: s})
	reading(c)
	const pieces = 8
	for range pieces {
		c.Send(Binary, make([]byte, flushAt))
	}
	c.Close(4000, "")
	before := nc.deadlines.Load()
	total := pieces*(flushAt+4) + 4
	if _, err := io.ReadFull(client, make([]byte, total)); err != nil {
		t.Fatal(err)
	}
	io.WriteString(client, closeFrame(4000, ""))
	if n := nc.deadlines.Load() - before; n < pieces {
		t.Errorf("the deadline was set anew %d times for %d pieces", n, pieces)
	}
	if end := s.end(); end != (End{4000, "", nil}) {
		t.Errorf("end: %+v", end)
	}
}

// A connection that waits for its peer holds no pooled buffer.
func TestIdleHoldsNothing(t *testing.T) {
	s := newSite(t, Config{}, echo)
	r := s.raw()
	c := s.conn()
	for _, n := range []int{1, 1000, 60000} {
		want := strings.Repeat("x", n)
		r.send(text(want))
		r.wantFrame(byte(Text), want)
		reading(c)
		c.wire.mu.Lock()
		if c.wire.in != nil || c.wire.out != nil {
			t.Errorf("after %d bytes: %v %v", n, c.wire.in, c.wire.out)
		}
		c.wire.mu.Unlock()
	}
}
