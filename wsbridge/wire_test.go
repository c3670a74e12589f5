package wsbridge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// A counting conn counts the write system calls that wire makes.
type counting struct {
	*net.TCPConn
	writes atomic.Int64
}

func (c *counting) SyscallConn() (syscall.RawConn, error) {
	raw, err := c.TCPConn.SyscallConn()
	return countingRaw{raw, c}, err
}

type countingRaw struct {
	syscall.RawConn
	c *counting
}

func (r countingRaw) Write(f func(uintptr) bool) error {
	return r.RawConn.Write(func(fd uintptr) bool {
		r.c.writes.Add(1)
		return f(fd)
	})
}

// countingListener makes its streams counting ones.
type countingListener struct {
	net.Listener
	streams chan *counting
}

func (l countingListener) Accept() (net.Conn, error) {
	nc, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &counting{TCPConn: nc.(*net.TCPConn)}
	l.streams <- c
	return c, nil
}

// countingSite is newSite with the connection's stream.
func countingSite(t *testing.T, cfg Config, message func(*Conn, MessageType, []byte)) (*site, *rawClient, *Conn, *counting) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := prepareSite(t, cfg)
	streams := make(chan *counting, 1)
	s.serveOn(countingListener{ln, streams}, func(c *Conn) Handler {
		s.conns <- c
		return &hook{s: s, message: message}
	})
	r := s.raw()
	return s, r, s.conn(), <-streams
}

// What is sent while messages are being handled goes out in one write, before
// the reader waits.
func TestGathering(t *testing.T) {
	_, r, _, nc := countingSite(t, Config{}, func(c *Conn, typ MessageType, data []byte) {
		c.Send(typ, data)
		c.Send(typ, data)
	})
	before := nc.writes.Load()
	const n = 16
	var in string
	for i := range n {
		in += text(fmt.Sprint(i))
	}
	r.send(in, frame(fin|opPing, "p"))
	for i := range n {
		r.wantFrame(byte(Text), fmt.Sprint(i))
		r.wantFrame(byte(Text), fmt.Sprint(i))
	}
	r.wantFrame(opPong, "p")
	if w := nc.writes.Load() - before; w != 1 {
		t.Errorf("%d writes for %d frames, want 1", w, 2*n+1)
	}
}

// Much is not kept back until the end of the handler.
func TestGatheringBounded(t *testing.T) {
	hold := make(chan struct{})
	_, r, _, _ := countingSite(t, Config{}, func(c *Conn, typ MessageType, data []byte) {
		c.Send(Binary, make([]byte, flushAt))
		<-hold
	})
	defer close(hold)
	r.send(text("x"))
	r.wantFrame(byte(Binary), strings.Repeat("\x00", flushAt))
}

// While the reader waits for the peer, what others send goes out at once, or
// when they say so.
func TestSendQueued(t *testing.T) {
	_, r, c, nc := countingSite(t, Config{}, echo)
	r.send(text("x"))
	r.wantFrame(byte(Text), "x")
	reading(c)
	before := nc.writes.Load()
	for i := range 10 {
		need, err := c.SendStringQueued(Text, fmt.Sprint(i))
		if err != nil || need != (i == 0) {
			t.Errorf("message %d: needFlush %v, error %v", i, need, err)
		}
	}
	if w := nc.writes.Load() - before; w != 0 {
		t.Errorf("%d writes before Flush", w)
	}
	c.Flush()
	c.Flush()
	if w := nc.writes.Load() - before; w != 1 {
		t.Errorf("%d writes after Flush, want 1", w)
	}
	for i := range 10 {
		r.wantFrame(byte(Text), fmt.Sprint(i))
	}

	// Send does not leave its message to somebody's promise.
	if need, _ := c.SendQueued(Text, []byte("promised")); !need {
		t.Error("needFlush is false after a flush")
	}
	c.Send(Text, []byte("now"))
	r.wantFrame(byte(Text), "promised")
	r.wantFrame(byte(Text), "now")
	if need, _ := c.SendQueued(Text, []byte("promised")); !need {
		t.Error("needFlush is false after Send has flushed")
	}
	c.Flush()
}

// reading returns when c's reader is in Read.
func reading(c *Conn) {
	for c.wire.phase.Load() != phaseReading {
		runtime.Gosched()
	}
	c.wire.buffered() // it has let go of the lock: what was queued is flushed
}

// A handler that waits for something else says so, and what is sent meanwhile
// does not wait with it.
func TestWaiting(t *testing.T) {
	type step struct{}
	waits, goOn := make(chan step), make(chan step)
	_, r, c, nc := countingSite(t, Config{}, func(c *Conn, typ MessageType, data []byte) {
		if need, _ := c.SendStringQueued(Text, "before"); need {
			t.Error("needFlush while gathering")
		}
		c.Waiting(true)
		waits <- step{}
		<-goOn
		c.Waiting(false)
		before := c.wire.Conn.(*counting).writes.Load()
		c.SendString(Text, "after 1")
		c.SendString(Text, "after 2")
		if w := c.wire.Conn.(*counting).writes.Load() - before; w != 0 {
			t.Errorf("%d writes while gathering again", w)
		}
	})
	r.send(text("x"))
	<-waits
	r.wantFrame(byte(Text), "before")
	before := nc.writes.Load()
	if need, _ := c.SendStringQueued(Text, "meanwhile"); !need {
		t.Error("needFlush is false while the handler waits")
	}
	c.Flush()
	r.wantFrame(byte(Text), "meanwhile")
	c.SendString(Text, "at once")
	r.wantFrame(byte(Text), "at once")
	if w := nc.writes.Load() - before; w != 2 {
		t.Errorf("%d writes, want 2", w)
	}
	goOn <- step{}
	r.wantFrame(byte(Text), "after 1")
	r.wantFrame(byte(Text), "after 2")
}

// accept sends at once, whether the reader has started or not.
func TestSendBeforeRun(t *testing.T) {
	s := prepareSite(t, Config{})
	hold := make(chan struct{})
	s.serveHandlers(func(c *Conn) Handler {
		c.SendString(Text, "welcome")
		<-hold
		c.SendString(Text, "again")
		return &hook{s: s}
	})
	r := s.raw()
	r.wantFrame(byte(Text), "welcome")
	close(hold)
	r.wantFrame(byte(Text), "again")
}

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
			if n := c.Buffered(); n != 0 {
				t.Errorf("%d bytes are still queued", n)
			}
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
	c.ws.SetReadDeadline(past)
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
}

func (p *patient) SetReadDeadline(t time.Time) error {
	p.deadlines.Add(1)
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
