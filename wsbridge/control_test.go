package wsbridge

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// acceptKey is RFC 6455 section 4.2.2.
func acceptKey(key string) string {
	h := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return base64.StdEncoding.EncodeToString(h[:])
}

func mustURL(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil {
		panic(err)
	}
	return u
}

func (cfg *Config) withDefaultsPtr() *Config {
	c := cfg.withDefaults()
	return &c
}

// teller is a ControlHandler that writes down what it is told.
type teller struct {
	hook
	told []string
}

func (x *teller) Message(_ *Conn, _ MessageType, data []byte) {
	x.told = append(x.told, "message "+string(data))
}
func (x *teller) Ping(c *Conn, data string) { x.told = append(x.told, "ping "+data) }
func (x *teller) Pong(c *Conn, data string) { x.told = append(x.told, "pong "+data) }

// Pings and pongs are told in their turn, also inside a fragmented message.
func TestControlHandler(t *testing.T) {
	s := prepareSite(t, Config{})
	x := &teller{hook: hook{s: s}}
	s.serveHandlers(func(*Conn) Handler { return x })
	r := s.raw()
	r.send(text("a"), frame(fin|opPing, "1"), frame(byte(Text), "b"), frame(fin|opPong, "2"), frame(fin|opPing, ""), frame(fin, "c"), closeFrame(1000, ""))
	r.wantFrame(opPong, "1")
	r.wantFrame(opPong, "")
	r.wantClose(1000)
	r.Close()
	s.end()
	if got, want := strings.Join(x.told, ", "), "message a, ping 1, pong 2, ping , message bc"; got != want {
		t.Errorf("told %q, want %q", got, want)
	}
}

func TestSendPing(t *testing.T) {
	s := newSite(t, Config{}, nil)
	r := s.raw()
	c := s.conn()
	c.Ping("payload")
	r.wantFrame(opPing, "payload")
	c.Ping(strings.Repeat("x", 200))
	r.wantFrame(opPing, strings.Repeat("x", 125))
	c.Close(1000, "")
	if err := c.Ping(""); err != ErrClosed {
		t.Errorf("after Close: %v", err)
	}
}

func TestMaxSend(t *testing.T) {
	s := newSite(t, Config{MaxMessage: 10, MaxSend: 20}, nil)
	r := s.raw()
	c := s.conn()
	if err := c.SendString(Text, strings.Repeat("x", 20)); err != nil {
		t.Error(err)
	}
	r.wantFrame(byte(Text), strings.Repeat("x", 20))
	if err := c.SendString(Text, strings.Repeat("x", 21)); err != ErrTooLong {
		t.Error(err)
	}
	r.send(text(strings.Repeat("x", 11)))
	r.wantClose(1009)
}

func TestSubprotocols(t *testing.T) {
	for asked, want := range map[string]string{"": "", "b": "b", "c, b,a": "a", "x": ""} {
		r, result := accept1(t, &Config{Subprotocols: []string{"a", "b"}})
		r.send(request("Host: localhost", "Host: localhost\r\nSec-WebSocket-Protocol: "+asked))
		resp, err := http.ReadResponse(r.br, nil)
		if err != nil || resp.StatusCode != 101 || resp.Header.Get("Sec-WebSocket-Protocol") != want {
			t.Errorf("%q: %v, %v", asked, resp, err)
		}
		c := (<-result).c
		if c.Subprotocol() != want {
			t.Errorf("%q: %q", asked, c.Subprotocol())
		}
		c.Abort(nil)
	}
}

// Check comes before Accept's own checks, and Opened before the request.
func TestCheckAndOpened(t *testing.T) {
	teapot := &HandshakeError{Status: http.StatusTeapot, Reason: "tea"}
	order := ""
	var refusal *HandshakeError
	cfg := &Config{
		Opened: func() *HandshakeError { order += "opened "; return refusal },
		Check:  func(r *http.Request) *HandshakeError { order += "check " + r.Method; return teapot },
	}
	for _, want := range []string{"opened check GET", "opened "} {
		r, result := accept1(t, cfg)
		r.send("GET / HTTP/1.1\r\n\r\n")
		resp, err := http.ReadResponse(r.br, nil)
		if err != nil || resp.StatusCode != http.StatusTeapot {
			t.Errorf("%v, %v", resp, err)
		}
		r.Close()
		if err := (<-result).err; !errors.Is(err, teapot) {
			t.Error(err)
		}
		if order != want {
			t.Errorf("%q, want %q", order, want)
		}
		order, refusal = "", teapot
	}
}

// AcceptHead is Accept whose head has been read.
func TestAcceptHead(t *testing.T) {
	s := prepareSite(t, Config{})
	client, server := streams(t)
	r := newRawClient(t, client)
	r.send(text("early"))
	c, err := s.srv.AcceptHead(server, rawRequest, nil)
	if err != nil {
		t.Fatal(err)
	}
	go s.srv.Run(c, &hook{s: s, message: echo})
	r.upgraded()
	r.wantFrame(byte(Text), "early")
	r.send(closeFrame(1000, ""))
	r.wantClose(1000)
	r.Close()
	s.end()

	client, server = streams(t)
	if _, err := s.srv.AcceptHead(server, "nonsense\r\n\r\n", &Config{CloseTimeout: 1}); err == nil {
		t.Error("nonsense is a request")
	}
	if resp, err := http.ReadResponse(readerOf(client), nil); err != nil || resp.StatusCode != 400 {
		t.Errorf("%v, %v", resp, err)
	}
}

// Watch tells of 1, 2, 4 units that wait, and of the end.
func TestWatch(t *testing.T) {
	s := prepareSite(t, Config{SendQueue: 64 << 20})
	told := make(chan int, 100)
	s.serveHandlers(func(c *Conn) Handler {
		c.Watch(1<<20, func(n int) { told <- n })
		s.conns <- c
		return &hook{s: s}
	})
	r := s.raw()
	c := s.conn()
	c.SendString(Binary, "small")
	for len(told) < 3 {
		c.Send(Binary, make([]byte, 60000))
	}
	for at := 1 << 20; at < 8<<20; at *= 2 {
		if n := <-told; n < at || n > at+100000 {
			t.Errorf("told of %d, not of %d", n, at)
		}
	}
	go io.Copy(io.Discard, r)
	if n := <-told; n != 0 {
		t.Errorf("told of %d, not of the end", n)
	}
	c.Abort(nil)
}

// Masks are those of section 5.3, at any length.
func FuzzMask(f *testing.F) {
	f.Add("", uint32(0))
	f.Add("0123456789abcdef0", uint32(0x12345678))
	f.Fuzz(func(t *testing.T, data string, key uint32) {
		got, want := []byte(data), []byte(data)
		mask(got, key)
		k := binary.LittleEndian.AppendUint32(nil, key)
		for i := range want {
			want[i] ^= k[i&3]
		}
		if string(got) != string(want) {
			t.Errorf("% x, want % x", got, want)
		}
	})
}

func TestAnyText(t *testing.T) {
	s := newSite(t, Config{AnyText: true}, echo)
	r := s.raw()
	r.send(text("\xff"))
	r.wantFrame(byte(Text), "\xff")
}
