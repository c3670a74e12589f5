package wsbridge

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// like is text of n bytes that deflates well.
func like(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, `{"id":%d,"name":"player %d"},`, i*7919%1000, i%17)
	}
	return b.String()[:n]
}

// noise is n bytes that don't.
func noise(n int) string {
	r := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return string(b)
}

// coder/websocket takes what we deflate, and we what it does.
func TestCompressedEcho(t *testing.T) {
	s := newSite(t, Config{Compress: true, MaxMessage: 1 << 20}, echo)
	ctx := testContext(t)
	c, resp, err := websocket.Dial(ctx, "ws://"+s.addr+"/", &websocket.DialOptions{
		CompressionMode: websocket.CompressionNoContextTakeover, CompressionThreshold: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow()
	c.SetReadLimit(-1)
	if got, want := resp.Header.Get("Sec-WebSocket-Extensions"), deflateName+noTakeover; got != want {
		t.Errorf("extensions %q, want %q", got, want)
	}
	for _, n := range []int{0, 1, 100, 511, 512, 5 << 10, 64 << 10, 200 << 10, 1 << 20} {
		for _, data := range []string{like(n), noise(n)} {
			if err := c.Write(ctx, websocket.MessageBinary, []byte(data)); err != nil {
				t.Fatal(err)
			}
			_, got, err := c.Read(ctx)
			if err != nil || string(got) != data {
				t.Fatalf("%d bytes came back as %d, %v", n, len(got), err)
			}
		}
	}
}

// inflated is what compress/flate makes of our payload.
func inflated(t *testing.T, p []byte) string {
	t.Helper()
	b, err := io.ReadAll(flate.NewReader(io.MultiReader(bytes.NewReader(p), strings.NewReader(lastBlock))))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A window of n bits finds no repetition that is further away.
func TestDeflateWindow(t *testing.T) {
	for window := minWindow; window <= maxWindow; window++ {
		near, far := noise(1<<window-8), noise(1<<window+300)
		if b := deflate(near+near, window); b == nil || len(b.b) > len(near)+len(near)/2 {
			t.Errorf("%d bits: what is near is not found", window)
		} else if inflated(t, b.b) != near+near {
			t.Errorf("%d bits: not what went in", window)
		}
		if b := deflate(far+far, window); b != nil {
			t.Errorf("%d bits: %d bytes became %d", window, 2*len(far), len(b.b))
		}
	}
}

func TestInflate(t *testing.T) {
	good := func(data string) string { return string(deflate(data, maxWindow).b) }
	for _, tt := range []struct {
		name, payload, want string
		f                   *fault
	}{
		{"RFC 7692 section 7.2.3.1", "\xf2\x48\xcd\xc9\xc9\x07\x00", "Hello", nil},
		{"two blocks", "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00", "Hello", nil},
		{"a stored block", "\x00\x05\x00\xfa\xffHello\x00", "Hello", nil},
		{"a last block and padding", "\xf3\x48\xcd\xc9\xc9\x07\x00\x00", "Hello", nil},
		{"a last block", "\xf3\x48\xcd\xc9\xc9\x07\x00", "Hello", nil},
		{"nothing", "\x00", "", nil},
		{"as long as it may be", good(like(1000)), like(1000), nil},
		{"longer", good(like(1001)), "", faultTooLong},
		{"a bomb", good(strings.Repeat("x", 1<<20)), "", faultTooLong},
		{"more behind the last block", "\xf3\x48\xcd\xc9\xc9\x07\x00\x01", "", faultDeflated},
		{"cut short", good(like(1000))[:200], "", faultDeflated},
		{"a block of no kind", "\x07", "", faultDeflated},
		{"before the beginning", "\x02\x08\x20\x80", "", faultDeflated},
		{"no deflate data", "Hello", "", faultDeflated},
	} {
		in := &buffer{b: []byte(tt.payload)}
		b, f := inflate(in, 1000)
		if f != tt.f || f == nil && string(b.b) != tt.want {
			t.Errorf("%s: %v, %v", tt.name, b, f)
		}
		if b != nil {
			putBuffer(b)
		}
	}
}

// Whatever comes as a payload: what is inflated is within the limit, and what the
// standard library makes of it.
func FuzzInflate(f *testing.F) {
	f.Add([]byte("\xf2\x48\xcd\xc9\xc9\x07\x00"))
	f.Add([]byte("\xf3\x48\xcd\xc9\xc9\x07\x00\x00"))
	f.Add([]byte("\x00\x05\x00\xfa\xffHello\x00"))
	f.Fuzz(func(t *testing.T, p []byte) {
		b, fault := inflate(&buffer{b: bytes.Clone(p)}, 5000)
		if fault != nil {
			return
		}
		if len(b.b) > 5000 || string(b.b) != inflated(t, p) {
			t.Errorf("%q", b.b)
		}
	})
}

func FuzzDeflate(f *testing.F) {
	f.Add([]byte(like(600)), byte(0))
	f.Add([]byte(strings.Repeat("x", 100)), byte(7))
	f.Fuzz(func(t *testing.T, data []byte, window byte) {
		b := deflate(data, minWindow+int(window%8))
		if b == nil {
			return
		}
		if len(b.b) >= len(data) || inflated(t, b.b) != string(data) {
			t.Errorf("%q became %q", data, b.b)
		}
	})
}

// What is deflated and not deflated, and the rules of rsv1Bit.
func TestDeflatedFrames(t *testing.T) {
	const hello = "\xf2\x48\xcd\xc9\xc9\x07\x00"
	const deflated = fin | rsv1Bit
	bomb := string(deflate(strings.Repeat("x", 1<<20), maxWindow).b)
	for _, tt := range []struct {
		name, send string
		code       int
		err        error
	}{
		{"fine", frame(deflated|byte(Text), hello), 1000, nil},
		{"fragments", frame(rsv1Bit|byte(Text), hello[:3]) + frame(0, "") + frame(fin|opPing, "") + frame(fin, hello[3:]), 1000, nil},
		{"among others", text("1") + frame(deflated|byte(Text), hello) + text("2") + frame(deflated|byte(Binary), hello), 1000, nil},
		{"reserved bit on a continuation", frame(rsv1Bit|byte(Text), hello[:3]) + frame(deflated, hello[3:]), 1002, ErrProtocol},
		{"reserved bit on a continuation of text", frame(byte(Text), "x") + frame(deflated, hello), 1002, ErrProtocol},
		{"reserved bit on a ping", frame(deflated|opPing, ""), 1002, ErrProtocol},
		{"reserved bit on a close frame", frame(deflated|opClose, ""), 1002, ErrProtocol},
		{"another reserved bit", frame(deflated|0x20|byte(Text), hello), 1002, ErrProtocol},
		{"not deflated", frame(deflated|byte(Text), "Hello"), 1002, ErrProtocol},
		{"no payload", frame(deflated|byte(Text), ""), 1002, ErrProtocol},
		{"text not UTF-8", frame(deflated|byte(Text), "\x00\x01\x00\xfe\xff\xff\x00"), 1007, ErrInvalidUTF8},
		{"text cut in a character", frame(deflated|byte(Text), "\x00\x02\x00\xfd\xff\xe6\x97\x00"), 1007, ErrInvalidUTF8},
		{"bomb", frame(deflated|byte(Binary), bomb), 1009, ErrTooLong},
		{"long on the wire", frame(deflated|byte(Binary), strings.Repeat("\x00\x00\x00\xff\xff", 1000)), 1009, ErrTooLong},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t, Config{Compress: true, MaxMessage: 2000}, nil)
			r := s.rawTCP()
			r.send(strings.TrimSuffix(rawRequest, "\r\n") + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n")
			r.upgraded()
			r.send(tt.send, closeFrame(1000, ""))
			r.wantClose(tt.code)
			r.Close()
			if end := s.end(); end.Code != tt.code || !errors.Is(end.Err, tt.err) {
				t.Errorf("end: %+v", end)
			}
		})
	}
}
