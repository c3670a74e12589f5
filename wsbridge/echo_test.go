package wsbridge

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/coder/websocket"
)

func TestEchoSizes(t *testing.T) {
	const mib = 1 << 20
	s := newSite(t, Config{MaxMessage: mib}, echo)
	ctx := testContext(t)
	c := s.dial()
	// The lengths at which something changes: the header's form, our flush
	// threshold, the classes of buffers.
	for _, n := range []int{0, 1, 125, 126, 255, 256, 4095, 5 << 10, 5<<10 + 1, 20 << 10, flushAt - 1, flushAt, 65535, 65536, 80 << 10, mib - 1, mib} {
		for _, typ := range []websocket.MessageType{websocket.MessageText, websocket.MessageBinary} {
			data := make([]byte, n)
			for i := range data {
				data[i] = byte(i%251) & 0x7f
			}
			if typ == websocket.MessageBinary && n > 0 {
				data[0], data[n-1] = 0xff, 0xfe // not UTF-8
			}
			if err := c.Write(ctx, typ, data); err != nil {
				t.Fatalf("%d bytes: %v", n, err)
			}
			gotType, got, err := c.Read(ctx)
			if err != nil {
				t.Fatalf("%d bytes: %v", n, err)
			}
			if gotType != typ || !bytes.Equal(got, data) {
				t.Fatalf("%d bytes of %v came back as %d bytes of %v", n, typ, len(got), gotType)
			}
		}
	}
}

func TestEchoUTF8(t *testing.T) {
	s := newSite(t, Config{}, echo)
	r := s.raw()
	for _, text := range []string{"ключ", "日本語", "😀", "\u0000", "\ufeff\uffff"} {
		r.send(frame(fin|byte(Text), text))
		r.wantFrame(byte(Text), text)
	}
}

// Fragments are one message, wherever a character is cut, and control frames
// may come in between (RFC 6455 section 5.4).
func TestFragments(t *testing.T) {
	s := newSite(t, Config{}, echo)
	r := s.raw()
	r.send(
		frame(byte(Text), "日本"[:4]),
		frame(fin|opPing, "are you there"),
		frame(0, ""),
		frame(fin|opPong, "unasked"),
		frame(0, "日本"[4:]),
		frame(fin, "!"),
	)
	r.wantFrame(opPong, "are you there")
	r.wantFrame(byte(Text), "日本!")
	r.send(frame(byte(Binary), ""), frame(fin, ""))
	r.wantFrame(byte(Binary), "")
}

func TestPing(t *testing.T) {
	s := newSite(t, Config{}, echo)
	r := s.raw()
	long := strings.Repeat("p", 125)
	r.send(frame(fin|opPing, ""), frame(fin|opPing, long), text("x"))
	r.wantFrame(opPong, "")
	r.wantFrame(opPong, long)
	r.wantFrame(byte(Text), "x")
}

func TestOrder(t *testing.T) {
	s := newSite(t, Config{}, echo)
	c := s.dial()
	ctx := testContext(t)
	const n = 2000
	go func() {
		for i := range n {
			c.Write(ctx, websocket.MessageText, []byte(fmt.Sprint(i)))
		}
	}()
	for i := range n {
		_, p, err := c.Read(ctx)
		if err != nil || string(p) != fmt.Sprint(i) {
			t.Fatalf("message %d: %q %v", i, p, err)
		}
	}
}

func TestManyConnections(t *testing.T) {
	s := newSite(t, Config{}, echo)
	ctx := testContext(t)
	const conns, each = 200, 5
	var wg sync.WaitGroup
	for i := range conns {
		wg.Go(func() {
			c, _, err := websocket.Dial(ctx, "ws://"+s.addr, nil)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.CloseNow()
			for j := range each {
				want := fmt.Sprint(i, " ", j)
				c.Write(ctx, websocket.MessageText, []byte(want))
				if _, p, err := c.Read(ctx); err != nil || string(p) != want {
					t.Errorf("got %q %v, want %q", p, err, want)
					return
				}
			}
			if err := c.Close(1000, ""); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for range conns {
		if end := s.end(); end != (End{Code: 1000}) {
			t.Fatalf("end: %+v", end)
		}
	}
	if n := s.closed.Load(); n != conns {
		t.Errorf("%d Closed calls for %d connections", n, conns)
	}
}

// Messages of concurrent senders stay whole; those of one sender, in order.
func TestConcurrentSend(t *testing.T) {
	s := newSite(t, Config{}, nil)
	r := s.raw()
	c := s.conn()
	const senders, each = 16, 500
	for i := range senders {
		go func() {
			for j := range each {
				if err := c.SendString(Text, fmt.Sprintf("%d %d %s", i, j, strings.Repeat("x", j))); err != nil {
					t.Error(err)
					return
				}
			}
		}()
	}
	var next [senders]int
	for range senders * each {
		_, p, err := r.read()
		if err != nil {
			t.Fatal(err)
		}
		var i, j int
		var x string
		fmt.Sscan(p, &i, &j, &x)
		if j != next[i] || len(x) != j {
			t.Fatalf("sender %d: message %d with %d bytes, want message %d", i, j, len(x), next[i])
		}
		next[i]++
	}
}

func TestMessageType(t *testing.T) {
	if Text.String() != "text" || Binary.String() != "binary" {
		t.Error(Text, Binary)
	}
}
