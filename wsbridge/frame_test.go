package wsbridge

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// Long messages go out in fragments, control frames never do, and what goes out
// is still one message.
func TestFragmentSize(t *testing.T) {
	s := newSite(t, Config{FragmentSize: 10}, echo)
	r := s.raw()
	for _, tt := range []struct{ message, frames string }{
		{"", "\x81\x00"},
		{"0123456789", "\x81\x0a0123456789"},
		{"0123456789a", "\x01\x0a0123456789\x80\x01a"},
		{"0123456789ABCDEFGHIJKLM", "\x01\x0a0123456789\x00\x0aABCDEFGHIJ\x80\x03KLM"},
	} {
		r.send(text(tt.message))
		r.wantBytes(tt.frames)
	}
	r.send(frame(fin|opPing, "0123456789ABC"))
	r.wantBytes("\x8a\x0d0123456789ABC")
	s.conn().SendPrepared(Prepare(Text, "0123456789a"))
	r.wantBytes("\x01\x0a0123456789\x80\x01a")
	r.send(closeFrame(1000, "0123456789"))
	r.wantClose(1000)

	c := s.dial()
	ctx := testContext(t)
	long := strings.Repeat("日本", 5000)
	if err := c.Write(ctx, websocket.MessageText, []byte(long)); err != nil {
		t.Fatal(err)
	}
	if _, p, err := c.Read(ctx); err != nil || string(p) != long {
		t.Errorf("%d bytes came back as %d, %v", len(long), len(p), err)
	}
}

// Fragments of a deflated message, both ways, from a client of ours to
// coder/websocket.
func TestDialCompressed(t *testing.T) {
	for _, mode := range []websocket.CompressionMode{websocket.CompressionNoContextTakeover, websocket.CompressionContextTakeover, websocket.CompressionDisabled} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: mode, CompressionThreshold: 1})
			if err != nil {
				t.Error(err)
				return
			}
			c.SetReadLimit(-1)
			for {
				typ, p, err := c.Read(r.Context())
				if err != nil || c.Write(r.Context(), typ, p) != nil {
					return
				}
			}
		}))
		s := prepareSite(t, Config{})
		got := make(chan string, 1)
		c, err := Dial(testContext(t), "ws"+strings.TrimPrefix(srv.URL, "http"), &DialConfig{
			Config: Config{Compress: true, CompressMin: 1, FragmentSize: 50, MaxMessage: 1 << 20},
		})
		if err != nil {
			t.Fatal(err)
		}
		if on := mode != websocket.CompressionDisabled; (c.framing.window > 0) != on {
			t.Errorf("mode %v: window %d", mode, c.framing.window)
		}
		go s.srv.Run(c, &hook{s: s, message: func(_ *Conn, _ MessageType, data []byte) { got <- string(data) }})
		for _, n := range []int{1, 50, 51, 1000, 100 << 10} {
			c.SendString(Text, like(n))
			if p := <-got; p != like(n) {
				t.Errorf("mode %v: %d bytes came back as %d", mode, n, len(p))
			}
		}
		c.Close(1000, "")
		s.end()
		srv.Close()
	}
}

// What is deflated: messages that are long enough and become smaller, for the
// window that was agreed on, prepared or not; and no control frames.
func TestCompressMin(t *testing.T) {
	s := newSite(t, Config{Compress: true, CompressMin: 100}, nil)
	r := s.rawTCP()
	r.send(strings.TrimSuffix(rawRequest, "\r\n") + "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n\r\n")
	r.upgraded()
	c := s.conn()
	short, long := like(99), like(100)
	deflated := string(deflate(long, 9).b)
	for range 2 {
		c.SendString(Text, short)
		r.wantBytes("\x81\x63" + short)
		c.SendString(Text, long)
		r.wantBytes("\xc1" + string(rune(len(deflated))) + deflated)
		c.SendPrepared(Prepare(Text, short))
		r.wantBytes("\x81\x63" + short)
		p := Prepare(Binary, long)
		for range 2 {
			c.SendPrepared(p)
			r.wantBytes("\xc2" + string(rune(len(deflated))) + deflated)
		}
		c.SendPrepared(Prepare(Binary, noise(120)))
		r.wantBytes("\x82\x78" + noise(120))
		c.Ping(strings.Repeat("p", 125))
		r.wantBytes("\x89\x7d" + strings.Repeat("p", 125))
	}
}
