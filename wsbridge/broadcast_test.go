package wsbridge

import (
	"crypto/tls"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestBroadcast(t *testing.T) {
	var rooms Rooms
	s := newSite(t, Config{MaxMessage: 1 << 20}, nil)
	r1, c1 := s.member(&rooms, "a")
	r2, c2 := s.member(&rooms, "a")
	r3, c3 := s.member(&rooms, "b")
	broadcast := func(want int, typ MessageType, data string, except ...*Conn) {
		t.Helper()
		if n, err := rooms.Broadcast("a", Prepare(typ, data), except...); n != want || err != nil {
			t.Errorf("%.10q: to %d, error %v, want %d", data, n, err, want)
		}
	}
	// The lengths at which the header's form changes, and those of buffers.
	for _, n := range []int{0, 1, 125, 126, 5<<10 - 4, 5 << 10, 20<<10 - 4, flushAt, 65535, 65536, 1 << 20} {
		data := strings.Repeat("x", n)
		broadcast(2, Text, data)
		r1.wantFrame(byte(Text), data)
		r2.wantFrame(byte(Text), data)
	}
	broadcast(1, Binary, "\xff", c1)
	r2.wantFrame(byte(Binary), "\xff")
	broadcast(1, Text, "not for c2", c3, c2, nil)
	r1.wantFrame(byte(Text), "not for c2")
	many := []*Conn{c1, c2}
	for range 20 {
		many = append(many, c3)
	}
	broadcast(0, Text, "for nobody", many...)
	c1.Close(1000, "")
	broadcast(1, Text, "last")
	r1.wantFrame(opClose, "\x03\xe8")
	r2.wantFrame(byte(Text), "last")
	c3.SendString(Text, "nothing came")
	r3.wantFrame(byte(Text), "nothing came")
}

// A message that is too long for one is sent to none.
func TestBroadcastTooLong(t *testing.T) {
	var rooms Rooms
	s := newSite(t, Config{}, nil)
	r1, c1 := s.member(&rooms, "a")
	r2, c2 := s.member(&rooms, "a")
	c2.SetMaxMessage(10)
	if n, err := rooms.Broadcast("a", Prepare(Text, "eleven bytes")); n != 0 || err != ErrTooLong {
		t.Errorf("%d %v", n, err)
	}
	if err := c2.SendPrepared(Prepare(Text, "eleven bytes")); err != ErrTooLong {
		t.Errorf("SendPrepared: %v", err)
	}
	// Who doesn't get it may have any limit.
	if n, err := rooms.Broadcast("a", Prepare(Text, "eleven bytes"), c2); n != 1 || err != nil {
		t.Errorf("%d %v", n, err)
	}
	r1.wantFrame(byte(Text), "eleven bytes")
	c1.SetMaxMessage(1)
	c1.Close(1000, "")
	if n, err := rooms.Broadcast("a", Prepare(Text, "ten bytes.")); n != 1 || err != nil {
		t.Errorf("%d %v", n, err)
	}
	r2.wantFrame(byte(Text), "ten bytes.")
}

// Several broadcasts are one write for each member, wherever something else is
// queued in between.
func TestBatch(t *testing.T) {
	var rooms Rooms
	_, r, c, nc := countingSite(t, Config{}, nil)
	for i := range 2 * maxSnapshots {
		rooms.Join(fmt.Sprint(i), c)
	}
	reading(c)
	before := nc.writes.Load()
	var b Batch
	for i := range 10 {
		if n, err := rooms.BroadcastQueued("0", Prepare(Text, fmt.Sprint(i)), &b); n != 1 || err != nil {
			t.Errorf("%d %v", n, err)
		}
		if need, err := c.SendStringQueued(Text, "own"); need != (i == 0) || err != nil {
			t.Errorf("%v %v", need, err)
		}
	}
	if len(b.snapshots) != 1 {
		t.Errorf("%d copies of the members", len(b.snapshots))
	}
	if nc.writes.Load() != before {
		t.Error("written before Flush")
	}
	b.Flush()
	b.Flush()
	if n := nc.writes.Load() - before; n != 1 || !b.Empty() {
		t.Errorf("%d writes, empty: %v", n, b.Empty())
	}
	for i := range 10 {
		r.wantFrame(byte(Text), fmt.Sprint(i))
		r.wantFrame(byte(Text), "own")
	}
	// A Batch holds so much at most, and loses nothing by that.
	for i := range 2 * maxSnapshots {
		rooms.BroadcastQueued(fmt.Sprint(i), Prepare(Text, fmt.Sprint(i)), &b)
		if len(b.snapshots) > maxSnapshots {
			t.Fatalf("%d copies of members", len(b.snapshots))
		}
	}
	b.Flush()
	for i := range 2 * maxSnapshots {
		r.wantFrame(byte(Text), fmt.Sprint(i))
	}
	// Who joins or leaves in between is seen.
	rooms.Join("0", &Conn{sent: true, set: &settings{maxSend: 100}})
	rooms.BroadcastQueued("0", Prepare(Text, "1"), &b)
	rooms.Leave("0", c)
	if n, _ := rooms.BroadcastQueued("0", Prepare(Text, "2"), &b); n != 0 {
		t.Error("it has left")
	}
	rooms.Join("0", c)
	rooms.BroadcastQueued("0", Prepare(Text, "3"), &b)
	b.Flush()
	r.wantFrame(byte(Text), "1")
	r.wantFrame(byte(Text), "3")
}

// A member whose handler is running writes by itself, when it is about to read.
func TestBatchWhileGathering(t *testing.T) {
	var rooms Rooms
	wrote := make(chan int64, 1)
	_, r, c, _ := countingSite(t, Config{}, func(c *Conn, typ MessageType, data []byte) {
		nc := c.wire.Conn.(*counting)
		before := nc.writes.Load()
		for i := range 3 {
			rooms.Broadcast("a", Prepare(typ, fmt.Sprint(i)))
		}
		wrote <- nc.writes.Load() - before
	})
	rooms.Join("a", c)
	r.send(text("go"))
	if n := <-wrote; n != 0 {
		t.Errorf("%d writes while the handler runs", n)
	}
	for i := range 3 {
		r.wantFrame(byte(Text), fmt.Sprint(i))
	}
}

// A Prepared stays what it is when other things are queued behind it, or in part
// written.
func TestPreparedIsNotWrittenTo(t *testing.T) {
	s := newSite(t, Config{SendQueue: 1 << 30}, nil)
	var clients []*rawClient
	var conns []*Conn
	for range 3 {
		clients = append(clients, s.raw())
		conns = append(conns, s.conn())
	}
	const each = 300 // more than the kernel takes
	data := strings.Repeat("prepared", 8000)
	p := Prepare(Binary, data)
	for i, c := range conns {
		for j := range each {
			c.SendPrepared(p)
			c.SendString(Text, fmt.Sprint(i, j))
			if need, _ := c.SendPreparedQueued(p); need {
				c.Flush()
			}
		}
	}
	for i, r := range clients {
		for j := range each {
			r.wantFrame(byte(Binary), data)
			r.wantFrame(byte(Text), fmt.Sprint(i, j))
			r.wantFrame(byte(Binary), data)
		}
	}
	if p.data != data || string(p.plain.b[len(p.plain.b)-len(data):]) != data {
		t.Error("it was changed")
	}
}

// A message that waits for a peer is not copied for it.
func TestPreparedIsShared(t *testing.T) {
	s := newSite(t, Config{}, nil)
	s.raw()
	c := s.conn()
	p := Prepare(Text, "x")
	if need, err := c.SendPreparedQueued(p); !need || err != nil {
		t.Fatal(need, err)
	}
	c.order().Lock()
	if c.wire.out != &p.plain {
		t.Error("it was copied")
	}
	c.order().Unlock()
	c.Flush()
}

func TestPreparedTLS(t *testing.T) {
	var rooms Rooms
	s := newSite(t, Config{TLS: &tls.Config{Certificates: []tls.Certificate{selfSigned()}}}, nil)
	var clients []*rawClient
	for range 2 {
		nc, err := tls.Dial("tcp", s.addr, &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer nc.Close()
		io.WriteString(nc, rawRequest)
		r := &rawClient{t: t, br: readerOf(nc)}
		r.upgraded()
		clients = append(clients, r)
		rooms.Join("a", s.conn())
	}
	for _, data := range []string{"", "x", strings.Repeat("t", 60000)} {
		if n, err := rooms.Broadcast("a", Prepare(Text, data)); n != 2 || err != nil {
			t.Errorf("%d %v", n, err)
		}
		for _, r := range clients {
			r.wantFrame(byte(Text), data)
		}
	}
}

// A client's frames are masked, each with a key of its own.
func TestPreparedByClient(t *testing.T) {
	_, c, p := dialed(t, nil, nil)
	m := Prepare(Text, "from a client")
	var keys [2]uint32
	for i := range keys {
		if err := c.SendPrepared(m); err != nil {
			t.Fatal(err)
		}
		op, got, key := p.masked()
		if op != byte(Text) || got != "from a client" {
			t.Errorf("frame %d %q", op, got)
		}
		keys[i] = key
	}
	if keys[0] == keys[1] {
		t.Error("the same mask twice")
	}
}

// A member that doesn't read is closed, and costs the others nothing.
func TestBroadcastSlowMember(t *testing.T) {
	var rooms Rooms
	const bound = 100 << 10
	s := newSite(t, Config{SendQueue: bound, CloseTimeout: time.Millisecond}, nil)
	r, _ := s.member(&rooms, "a")
	_, slow := s.member(&rooms, "a")
	data := strings.Repeat("x", 30<<10)
	for n, sent := 2, 0; n == 2; sent++ {
		if sent > 10000 {
			t.Fatal("the slow one stays")
		}
		n, _ = rooms.Broadcast("a", Prepare(Binary, data))
		if b := slow.Buffered(); b > bound+len(data)+100 {
			t.Fatalf("%d bytes are queued", b)
		}
		r.wantFrame(byte(Binary), data)
	}
	if end := s.end(); end.Code != ClosePolicy {
		t.Errorf("end: %+v", end)
	}
	if rooms.Count("a") != 1 {
		t.Error("it is a member still")
	}
}

// All members get everything, once and in the same order, while others come, go
// and break: those in between get a part of that, without a hole.
func TestBroadcastStorm(t *testing.T) {
	const broadcasters, each, stay, pass = 4, 150, 5, 20
	var rooms Rooms
	s := newSite(t, Config{SendQueue: 64 << 20}, nil)
	var readers, others sync.WaitGroup
	var orders [stay][]string
	for i := range stay {
		r, _ := s.member(&rooms, "storm")
		readers.Go(func() {
			for len(orders[i]) < broadcasters*each {
				_, p, err := r.read()
				if err != nil {
					t.Error(err)
					return
				}
				orders[i] = append(orders[i], p)
			}
		})
	}
	var over atomic.Bool
	for i := range pass {
		r := s.raw()
		c := s.conn()
		others.Go(func() {
			rooms.Join("other", c)
			for !over.Load() {
				rooms.Join("storm", c)
				rooms.Count("storm")
				if i%2 == 0 {
					rooms.Leave("storm", c)
				}
			}
			switch i % 3 {
			case 0:
				c.Close(1000, "")
			case 1:
				c.Abort(nil)
			case 2:
				r.reset()
			}
		})
		readers.Go(func() {
			var last [broadcasters]int
			for {
				_, p, err := r.read()
				if err != nil {
					return
				}
				var k, n int
				if m, _ := fmt.Sscan(p, &k, &n); m != 2 {
					return // the Close frame
				}
				if n <= last[k] || i%2 == 1 && last[k] > 0 && n != last[k]+1 {
					t.Errorf("message %d of %d after %d", n, k, last[k])
				}
				last[k] = n
			}
		})
	}
	var senders sync.WaitGroup
	for k := range broadcasters {
		senders.Go(func() {
			var b Batch
			for n := 1; n <= each; n++ {
				got, err := rooms.BroadcastQueued("storm", Prepare(Text, fmt.Sprint(k, n)), &b)
				if got < stay || got > stay+pass || err != nil {
					t.Errorf("to %d: %v", got, err)
				}
				if rand.N(3) == 0 {
					b.Flush()
				}
			}
			b.Flush()
		})
	}
	senders.Wait()
	over.Store(true)
	others.Wait()
	readers.Wait()
	var next [broadcasters]int
	for j, p := range orders[0] {
		for i := range stay {
			if orders[i][j] != p {
				t.Fatalf("message %d: %q for one, %q for another", j, p, orders[i][j])
			}
		}
		var k, n int
		fmt.Sscan(p, &k, &n)
		if next[k]++; n != next[k] {
			t.Fatalf("message %d of %d instead of %d", n, k, next[k])
		}
	}
	for range pass {
		s.end()
	}
	if n := rooms.Count("storm"); n != stay || rooms.Count("other") != 0 {
		t.Errorf("%d and %d members are left", n, rooms.Count("other"))
	}
}
