package wsbridge

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// A peer is a server for our clients. It speaks bytes.
type peer struct {
	*rawClient
	request *http.Request
}

// listenRaw returns the URL of a listener, and its next client.
func listenRaw(t *testing.T) (url string, next func() *rawClient) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return "ws://" + ln.Addr().String() + "/", func() *rawClient {
		nc, err := ln.Accept()
		if err != nil {
			t.Error(err)
			return nil
		}
		return newRawClient(t, nc)
	}
}

// dialed is a client of ours, being run, and its peer after the handshake.
func dialed(t *testing.T, cfg *DialConfig, message func(*Conn, MessageType, []byte)) (s *site, c *Conn, p peer) {
	t.Helper()
	s = prepareSite(t, Config{})
	url, next := listenRaw(t)
	peers := make(chan peer)
	go func() {
		r := next()
		req, err := http.ReadRequest(r.br)
		if err != nil {
			t.Error(err)
		}
		r.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Server: raw\r\nSec-WebSocket-Accept: " +
			acceptKey(req.Header.Get("Sec-WebSocket-Key")) + "\r\n\r\n")
		peers <- peer{r, req}
	}()
	c, err := Dial(testContext(t), url+"path?q=1", cfg)
	if err != nil {
		t.Fatal(err)
	}
	go s.srv.Run(c, &hook{s: s, message: message})
	return s, c, <-peers
}

// masked returns the next frame, which has to be a client's.
func (p peer) masked() (opcode byte, payload string, key uint32) {
	p.t.Helper()
	var h [14]byte
	if _, err := io.ReadFull(p.br, h[:2]); err != nil {
		p.t.Fatal(err)
	}
	if h[0]&0xf0 != 0x80 || h[1]&0x80 == 0 {
		p.t.Fatalf("frame header % x", h[:2])
	}
	n := uint64(h[1] & 0x7f)
	switch n {
	case 126:
		io.ReadFull(p.br, h[2:4])
		n = uint64(binary.BigEndian.Uint16(h[2:]))
	case 127:
		io.ReadFull(p.br, h[2:10])
		n = binary.BigEndian.Uint64(h[2:])
	}
	io.ReadFull(p.br, h[10:])
	b := make([]byte, n)
	io.ReadFull(p.br, b)
	for i := range b {
		b[i] ^= h[10+i&3]
	}
	return h[0] & 0xf, string(b), binary.BigEndian.Uint32(h[10:])
}

func (p peer) wantMasked(opcode byte, payload string) {
	p.t.Helper()
	if op, got, _ := p.masked(); op != opcode || got != payload {
		p.t.Fatalf("frame %d %.40q, want %d %.40q", op, got, opcode, payload)
	}
}

func TestDial(t *testing.T) {
	for _, secure := range []bool{false, true} {
		srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"b"}})
			if err != nil {
				t.Error(err)
				return
			}
			c.SetReadLimit(-1)
			for ctx := testContext(t); ; {
				typ, data, err := c.Read(ctx)
				if err != nil {
					return
				}
				c.Write(ctx, typ, data)
			}
		}))
		cfg := DialConfig{Config: Config{MaxMessage: 1 << 20, Subprotocols: []string{"a", "b"}}}
		if secure {
			srv.StartTLS()
			cfg.TLS = srv.Client().Transport.(*http.Transport).TLSClientConfig
		} else {
			srv.Start()
		}
		c, err := Dial(testContext(t), "ws"+strings.TrimPrefix(srv.URL, "http"), &cfg)
		if err != nil {
			t.Fatal(err)
		}
		if c.Subprotocol() != "b" {
			t.Errorf("subprotocol %q", c.Subprotocol())
		}
		s := prepareSite(t, Config{})
		got := make(chan string)
		go c.Run(&hook{s: s, message: func(_ *Conn, typ MessageType, data []byte) { got <- typ.String() + string(data) }})
		for _, n := range []int{0, 1, 3, 4, 125, 126, 65535, 65536, 1 << 20} {
			want := strings.Repeat("u", n)
			c.SendString(Binary, want)
			if msg := <-got; msg != "binary"+want {
				t.Fatalf("%d bytes came back as %d", n, len(msg))
			}
		}
		c.Close(4000, "bye")
		if end := s.end(); end != (End{4000, "bye", nil}) {
			t.Errorf("end: %+v", end)
		}
		srv.Close()
	}
}

func TestDialRequest(t *testing.T) {
	s, c, p := dialed(t, &DialConfig{Header: http.Header{"X-Name": {"a", "b"}, "Host": {"example.org"}}}, nil)
	if r := p.request; r.RequestURI != "/path?q=1" || r.Host != "example.org" || strings.Join(r.Header["X-Name"], ",") != "a,b" || r.Header["User-Agent"] != nil {
		t.Errorf("request: %v", r)
	}
	if c.Header().Get("x-server") != "raw" || c.URL() != "/path?q=1" {
		t.Errorf("%q, %q", c.Header().Get("x-server"), c.URL())
	}
	c.Abort(nil)
	s.end()
}

// A client's frames are masked, each with a key of its own.
func TestClientMasks(t *testing.T) {
	s, c, p := dialed(t, nil, echo)
	keys := map[uint32]bool{}
	for range 20 {
		c.SendString(Text, "text")
		op, payload, key := p.masked()
		if op != byte(Text) || payload != "text" {
			t.Fatalf("frame %d %q", op, payload)
		}
		keys[key] = true
	}
	if len(keys) < 15 {
		t.Errorf("%d keys for 20 frames", len(keys))
	}
	p.send("\x82\x03abc")
	p.wantMasked(byte(Binary), "abc")
	p.send("\x89\x01p")
	p.wantMasked(opPong, "p")
	c.Ping("q")
	p.wantMasked(opPing, "q")
	p.send("\x88\x05\x0f\xa1bye")
	p.wantMasked(opClose, "\x0f\xa1")
	p.Close()
	if end := s.end(); end != (End{4001, "bye", nil}) {
		t.Errorf("end: %+v", end)
	}
}

// What a server does wrong ends the connection as what a client does.
func TestClientEnds(t *testing.T) {
	for name, test := range map[string]struct {
		sent  string
		reply string // payload of the client's Close frame
		err   error
	}{
		"masked":   {text("x"), "\x03\xeaframe is masked", ErrProtocol},
		"opcode":   {"\x83\x00", "\x03\xeareserved opcode 3", ErrProtocol},
		"UTF-8":    {"\x81\x01\xff", "\x03\xefinvalid UTF-8", ErrInvalidUTF8},
		"too long": {"\x82\x7e\xff\xff" + strings.Repeat("x", 65535), "\x03\xf1message too long", ErrTooLong},
	} {
		s, _, p := dialed(t, &DialConfig{Config: Config{MaxMessage: 65534}}, nil)
		p.send(test.sent)
		p.wantMasked(opClose, test.reply)
		p.Close()
		if end := s.end(); !errors.Is(end.Err, test.err) {
			t.Errorf("%s: end %+v", name, end)
		}
	}
	s, _, p := dialed(t, nil, nil)
	p.Close()
	if end := s.end(); !errors.Is(end.Err, ErrLost) || end.Code != CloseAbnormal {
		t.Errorf("gone: end %+v", end)
	}
}

func TestClientShutdown(t *testing.T) {
	s, _, p := dialed(t, nil, nil)
	for s.srv.Len() == 0 {
		runtime.Gosched()
	}
	done := make(chan error)
	go func() { done <- s.srv.Shutdown(testContext(t)) }()
	p.wantMasked(opClose, "\x03\xe9"+goodbye)
	p.send("\x88\x00")
	if err := <-done; err != nil {
		t.Error(err)
	}
	if end := s.end(); end.Code != CloseGoingAway {
		t.Errorf("end: %+v", end)
	}
}

// Servers whose answers are none: one clear error each, and nothing is left.
func TestDialFails(t *testing.T) {
	const upgraded = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: KEY\r\n"
	for name, test := range map[string]struct{ answer, err string }{
		"404":        {"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno!", "wsbridge: handshake: the server answered 404 Not Found (HTTP status 404)"},
		"key":        {strings.Replace(upgraded, "KEY", "x", 1) + "\r\n", "wsbridge: handshake: the server's answer is no websocket's (HTTP status 101)"},
		"no upgrade": {strings.Replace(upgraded, "Upgrade: websocket\r\n", "", 1) + "\r\n", "wsbridge: handshake: the server's answer is no websocket's (HTTP status 101)"},
		"extension": {upgraded + "Sec-WebSocket-Extensions: x\r\n\r\n",
			`wsbridge: handshake: the server uses an extension that was not asked for: "x"`},
		"subprotocol": {upgraded + "Sec-WebSocket-Protocol: x\r\n\r\n",
			`wsbridge: handshake: the server uses a subprotocol that was not asked for: "x"`},
		"garbage": {"nonsense\r\n\r\n", `wsbridge: handshake: no answer: malformed HTTP response "nonsense"`},
		"cut":     {"HTTP/1.1 101 Sw", "wsbridge: handshake: no answer: unexpected EOF"},
		"none":    {"", "wsbridge: handshake: no answer: unexpected EOF"},
		"long":    {upgraded + "X: " + strings.Repeat("x", 20000), "wsbridge: handshake: no answer: wsbridge: response head too long"},
	} {
		t.Run(name, func(t *testing.T) {
			url, next := listenRaw(t)
			go func() {
				r := next()
				if req, err := http.ReadRequest(r.br); err == nil {
					io.WriteString(r, strings.Replace(test.answer, "KEY", acceptKey(req.Header.Get("Sec-WebSocket-Key")), 1))
				}
				r.CloseWrite()
			}()
			_, err := Dial(testContext(t), url, nil)
			var herr *HandshakeError
			if !errors.As(err, &herr) || err.Error() != test.err {
				t.Errorf("%v, want %s", err, test.err)
			} else if name == "404" && herr.Body != "no!" {
				t.Errorf("body %q", herr.Body)
			}
		})
	}
	for url, want := range map[string]string{
		"http://127.0.0.1/": "is no websocket URL", "ws://": "is no websocket URL", "ws://a@127.0.0.1/": "is no websocket URL",
		"ws://127.0.0.1:x/": "invalid port", "ws://127.0.0.1:1/": "refused",
	} {
		if _, err := Dial(testContext(t), url, nil); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "wsbridge: ") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// A server that doesn't answer: the limit, and the context.
func TestDialUnanswered(t *testing.T) {
	for _, scheme := range []string{"ws", "wss"} {
		url, next := listenRaw(t)
		url = scheme + strings.TrimPrefix(url, "ws")
		_, err := Dial(testContext(t), url, &DialConfig{Config: Config{HandshakeTimeout: 1}})
		if err == nil || !strings.Contains(err.Error(), "i/o timeout") {
			t.Errorf("%s: %v", scheme, err)
		}
		next()
		ctx, cancel := context.WithCancelCause(testContext(t))
		go func() {
			next().br.ReadByte()
			cancel(errors.New("tired"))
		}()
		if _, err := Dial(ctx, url, nil); err == nil || err.Error() != "wsbridge: handshake: given up: tired" {
			t.Errorf("%s: %v", scheme, err)
		}
	}
}

func TestDialUntrusted(t *testing.T) {
	srv := httptest.NewTLSServer(http.NotFoundHandler())
	srv.Config.ErrorLog = nil
	defer srv.Close()
	_, err := Dial(testContext(t), "wss"+strings.TrimPrefix(srv.URL, "https"), nil)
	var unknown *tls.CertificateVerificationError
	if !errors.As(err, &unknown) {
		t.Errorf("%v", err)
	}
}

// Frames that come with the response are read.
func TestDialEarlyFrames(t *testing.T) {
	url, next := listenRaw(t)
	go func() {
		r := next()
		req, err := http.ReadRequest(r.br)
		if err != nil {
			t.Error(err)
			return
		}
		r.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "+
			acceptKey(req.Header.Get("Sec-WebSocket-Key"))+"\r\n\r\n", "\x81\x05early", "\x88\x00")
		io.Copy(io.Discard, r.br)
		r.Close()
	}()
	c, err := Dial(testContext(t), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := prepareSite(t, Config{})
	got := ""
	c.Run(&hook{s: s, message: func(_ *Conn, _ MessageType, data []byte) { got += string(data) }})
	if end := s.end(); got != "early" || end != (End{Code: CloseNoStatus}) {
		t.Errorf("%q, end %+v", got, end)
	}
}

// Whatever a server answers: Dial neither panics nor hangs.
func FuzzDialAnswer(f *testing.F) {
	f.Add("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: KEY\r\n\r\n\x81\x01x\x88\x00", byte(255))
	f.Add("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", byte(1))
	f.Add("HTTP/1.1 101 x\r\nX: y\r\n z\r\n\r\n", byte(7))
	f.Fuzz(func(t *testing.T, answer string, size byte) {
		url, nc := "ws://127.0.0.1/", newScript("", size)
		c := newConn(&answering{script: nc, answer: answer}, (*Config)(nil).withDefaultsPtr(), nil)
		c.client = true
		conf := (&Config{MaxHeader: 2000, Compress: true}).withDefaults()
		herr := c.request(context.Background(), mustURL(url), &DialConfig{}, &conf)
		if herr != nil {
			if herr.Reason == "" {
				t.Error("no reason")
			}
			c.Abort(herr)
		} else {
			s := prepareSite(t, Config{})
			c.Run(&hook{s: s})
			s.end()
		}
		c.wire.wait()
	})
}

// answering is a script that learns the key from the request.
type answering struct {
	*script
	answer string
	begun  bool
}

func (a *answering) Read(p []byte) (int, error) {
	if !a.begun {
		a.begun = true
		a.mu.Lock()
		req, err := http.ReadRequest(bufio.NewReader(strings.NewReader(a.out.String())))
		a.mu.Unlock()
		if err != nil {
			return 0, err
		}
		a.in.Reset([]byte(strings.Replace(a.answer, "KEY", acceptKey(req.Header.Get("Sec-WebSocket-Key")), 1)))
	}
	return a.script.Read(p)
}
