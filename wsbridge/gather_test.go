package wsbridge

import (
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
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
	for !c.wire.listens() {
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
