//go:build !race

// The race detector makes sync.Pool forget at random.

package wsbridge

import (
	"io"
	"strings"
	"testing"
	"unsafe"
)

// A Conn fills a size class of Go's. The next one is 352.
func TestConnSize(t *testing.T) {
	if n := unsafe.Sizeof(Conn{}); n > 320 {
		t.Errorf("%d bytes", n)
	}
}

// A message costs one allocation: the 8 bytes of gorilla's reader.
func TestAllocations(t *testing.T) {
	if parking == "always" {
		t.Skip("a goroutine is another")
	}
	s := newSite(t, Config{MaxMessage: 1 << 20}, echo)
	for _, size := range []int{0, 32, 1000, 16 << 10, 60 << 10} {
		const inFlight = 16
		e := s.echoer(size, inFlight)
		perRun := testing.AllocsPerRun(200, func() {
			if err := e.echo(); err != nil {
				t.Fatal(err)
			}
		})
		// A garbage collection empties the pools: allow for some of it.
		if perMessage := perRun / inFlight; perMessage > 1.5 {
			t.Errorf("%d bytes: %.2f allocations a message", size, perMessage)
		}
	}
}

// A delivery of a broadcast costs none.
func TestBroadcastAllocations(t *testing.T) {
	var rooms Rooms
	s := newSite(t, Config{}, nil)
	const members = 50
	for range members {
		r, _ := s.member(&rooms, "a")
		go io.Copy(io.Discard, r)
	}
	perRun := testing.AllocsPerRun(100, func() {
		var b Batch
		for range 4 {
			if n, err := rooms.BroadcastQueued("a", Prepare(Text, "hello"), &b); n != members || err != nil {
				t.Fatal(n, err)
			}
		}
		b.Flush()
	})
	if perRun > 25 {
		t.Errorf("%.0f allocations for 4 broadcasts to %d members", perRun, members)
	}
}

// So does a compressed one.
func TestCompressedAllocations(t *testing.T) {
	s := newSite(t, Config{Compress: true}, echo)
	for _, size := range []int{600, 16 << 10, 60 << 10} {
		const inFlight = 16
		r := s.rawTCP()
		r.send(strings.TrimSuffix(rawRequest, "\r\n") + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n")
		r.upgraded()
		p := string(deflate(like(size), maxWindow).b)
		answer := len(appendHeader(nil, byte(Binary), len(p))) + len(p)
		e := &echoer{r, []byte(strings.Repeat(frame(fin|rsv1Bit|byte(Binary), p), inFlight)), make([]byte, inFlight*answer)}
		perRun := testing.AllocsPerRun(200, func() {
			if err := e.echo(); err != nil {
				t.Fatal(err)
			}
		})
		if perMessage := perRun / inFlight; perMessage > 1.5 {
			t.Errorf("%d bytes: %.2f allocations a message", size, perMessage)
		}
	}
}

// A queue that stays full needs no new memory.
func TestDroppingAllocations(t *testing.T) {
	for _, policy := range []SlowPolicy{DropOldest, DropNewest} {
		s := newSite(t, Config{SendQueue: 100_000, Slow: policy}, nil)
		s.raw()
		c := s.conn()
		p := make([]byte, 1000)
		for range 20_000 {
			c.Send(Binary, p)
		}
		if perRun := testing.AllocsPerRun(1000, func() { c.Send(Binary, p) }); perRun > 0 {
			t.Errorf("policy %d: %.2f allocations a message", policy, perRun)
		}
	}
}
