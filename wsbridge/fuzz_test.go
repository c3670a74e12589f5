package wsbridge

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
)

// A script is a net.Conn that gives its input, then EOF, and keeps what is
// written.
type script struct {
	in   bytes.Reader
	mu   sync.Mutex
	out  bytes.Buffer
	size int // of each Read
}

func (s *script) Read(p []byte) (int, error) { return s.in.Read(p[:min(len(p), s.size)]) }

func (s *script) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.Write(p)
}

func (s *script) Close() error                     { return nil }
func (s *script) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (s *script) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (s *script) SetDeadline(time.Time) error      { return nil }
func (s *script) SetReadDeadline(time.Time) error  { return nil }
func (s *script) SetWriteDeadline(time.Time) error { return nil }

func newScript(in string, size byte) *script {
	s := &script{size: int(size) + 1}
	s.in.Reset([]byte(in))
	return s
}

// repeat decides for whatever can be taken from the request.
func repeat(h *Handshake) *HandshakeError {
	if n := len(h.Asked); n > 0 {
		h.Subprotocol = h.Asked[n-1]
	}
	for _, c := range h.Request.Cookies() {
		h.Header.Add(c.Name, c.Value)
	}
	if body, refused := h.Request.URL.Query()["no"]; refused {
		return &HandshakeError{Status: 300 + len(body[0]), Body: body[0], Header: h.Header}
	}
	return nil
}

// Whatever comes as a request: Accept neither panics nor hangs, and answers
// with one well-formed response that agrees with its result.
func FuzzHandshake(f *testing.F) {
	f.Add(rawRequest, byte(255))
	f.Add(rawRequest+text("early"), byte(3))
	f.Add(request("GET / HTTP/1.1", "GET /?no=%01x HTTP/1.1\r\nCookie: a=b; Set-Cookie=c, upgrade=d"), byte(255))
	f.Add(request("GET / HTTP/1.1", "GET / HTTP/1.1\r\nSec-WebSocket-Protocol: a, b\r\nCookie: x=y\r\nOrigin: http://localhost"), byte(255))
	f.Add("GET /%zz?a HTTP/1.1\r\nHost: x\r\n\r\n", byte(255))
	f.Add("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", byte(255))
	f.Add("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", byte(255))
	f.Add("GET http://[::1]:80/ HTTP/1.1\nHost: x\nUpgrade: websocket, x\nX: \x7f\n\n", byte(255))
	f.Fuzz(func(t *testing.T, in string, size byte) {
		nc := newScript(in, size)
		c, err := Accept(nc, &Config{MaxHeader: 2000, Decide: repeat})
		var herr *HandshakeError
		switch {
		case err == nil:
			for name, value := range c.Header().All() {
				if got, ok := c.Header().Lookup(name); !ok || name == "" || got != value && c.Header().Get(name) == "" {
					t.Errorf("header %q: %q", name, value)
				}
			}
			c.wire.wait() // the response has been written
		case !errors.As(err, &herr):
			t.Fatalf("error %T: %v", err, err)
		}
		out := nc.out.String()
		if herr != nil && herr.Status == 0 {
			if out != "" {
				t.Errorf("no status, but a response: %q", out)
			}
			return
		}
		method := http.MethodGet
		if herr != nil && herr.toHEAD {
			method = http.MethodHead
		}
		rest := readerOf(strings.NewReader(out))
		resp, err := http.ReadResponse(rest, &http.Request{Method: method})
		if err != nil {
			t.Fatalf("response %q: %v", out, err)
		}
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			t.Fatalf("response %q: %v", out, err)
		}
		if more, _ := io.ReadAll(rest); herr != nil && len(more) > 0 && method != http.MethodHead {
			t.Errorf("response %q has more in it than it says: %q", out, more)
		}
		if want := 101; herr != nil && resp.StatusCode != herr.Status || herr == nil && resp.StatusCode != want {
			t.Errorf("response %q for error %v", out, err)
		}
		if c != nil {
			c.Abort(nil)
		}
	})
}

// What parseRequest takes for a websocket's request, net/http reads in the same way.
func FuzzRequest(f *testing.F) {
	f.Add(rawRequest)
	f.Add(request("GET / HTTP/1.1", "GET http://u@[::1]:80/a%2fb?c HTTP/1.2"))
	f.Add(request("Host: localhost", "host:a\r\nHOST: b\r\nContent-Length: 00\r\norigin:\t http://a \r"))
	f.Add(request("Host: localhost", "Host:\r\nTransfer-Encoding: identity\r\nContent-Length: +0"))
	f.Add(request("Connection: Upgrade", "Connection: close\r\nConnection: x,UPGRADE , y\nUpgrade:,"))
	f.Add(request("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key:"))
	f.Fuzz(func(t *testing.T, head string) {
		if end := endOfHead([]byte(head), 0); end != len(head) {
			return
		}
		r, herr := parseRequest(head)
		if herr == nil {
			herr = (&Conn{}).checkRequest(&r, &Config{Origins: []string{"*"}})
		}
		if herr != nil {
			return
		}
		full, herr := r.full()
		if herr != nil {
			t.Fatal(herr)
		}
		if full.Method != r.method || full.RequestURI != r.target || full.URL.Path != r.path || full.Host != r.host || full.ContentLength != 0 ||
			len(full.TransferEncoding) > 0 || !full.ProtoAtLeast(1, 1) || full.Header.Get("Sec-WebSocket-Key") != r.key {
			t.Errorf("%+v is %+v", r, full)
		}
		var ours, theirs []string
		for name, value := range r.header.All() {
			if !strings.EqualFold(name, "Host") {
				ours = append(ours, http.CanonicalHeaderKey(name)+": "+value)
			}
		}
		for name, values := range full.Header {
			for _, value := range values {
				theirs = append(theirs, name+": "+value)
			}
		}
		slices.Sort(ours)
		slices.Sort(theirs)
		if !slices.Equal(ours, theirs) {
			t.Errorf("%q are %q", ours, theirs)
		}
	})
}

// Whatever comes as frames: Run returns, messages are within the limit and, if
// text, UTF-8; Closed is called once, last; and what was sent is a sequence of
// whole frames with at most one Close frame, at the end.
func FuzzFrames(f *testing.F) {
	f.Add(text("hello")+closeFrame(1000, "bye"), byte(255))
	f.Add(frame(byte(Text), "a")+frame(fin|opPing, "p")+frame(fin, "b"), byte(0))
	f.Add(text("\xff"), byte(255))
	f.Add(frame(fin|byte(Binary), string(make([]byte, 301))), byte(255))
	f.Add(frame(fin|opClose, "x"), byte(255))
	f.Add("\x82\xff\x80\x00\x00\x00\x00\x00\x00\x00", byte(255))
	f.Add("\x81\x02hi", byte(1))
	f.Add(frame(fin|rsv1Bit|byte(Text), "\xf2\x48\xcd\xc9\xc9\x07\x00")+text("x"), byte(255))
	f.Add(frame(rsv1Bit|byte(Text), "\xf2\x48")+frame(fin|opPing, "")+frame(fin, "\xcd\xc9\xc9\x07\x00"), byte(3))
	f.Fuzz(func(t *testing.T, in string, size byte) {
		request, cfg := rawRequest, Config{MaxMessage: 300}
		if size&1 != 0 { // with compression, but the answers without
			request = strings.TrimSuffix(rawRequest, "\r\n") + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
			cfg.Compress, cfg.CompressMin = true, 1<<20
		}
		nc := newScript(request+in, size)
		c, err := Accept(nc, &cfg)
		if err != nil {
			t.Fatal(err)
		}
		c.wire.wait() // the response has been written
		h := &fuzzHandler{t: t}
		c.Run(h)
		if h.closed != 1 {
			t.Errorf("Closed was called %d times", h.closed)
		}
		br := readerOf(&nc.out)
		if _, err := http.ReadResponse(br, nil); err != nil {
			t.Fatal(err)
		}
		r := &rawClient{t: t, br: br}
		var echoed, closes int
		for {
			op, p, err := r.read()
			if err == io.EOF {
				break
			}
			switch {
			case err != nil:
				t.Fatalf("half a frame: %v", err)
			case closes > 0:
				t.Fatalf("a frame with opcode %d after the Close frame", op)
			case op == opClose:
				closes++
				if len(p) == 1 || len(p) > 125 || len(p) > 2 && !utf8.ValidString(p[2:]) {
					t.Errorf("Close frame %q", p)
				}
			case op != opPong:
				echoed++
			}
		}
		if abrupt := h.end.Code == CloseAbnormal; abrupt != (closes == 0) || abrupt && h.end.Err == nil {
			t.Errorf("end %+v with %d Close frames", h.end, closes)
		}
		if closes > 0 && echoed != h.messages {
			t.Errorf("%d messages, %d answers", h.messages, echoed)
		}
	})
}

type fuzzHandler struct {
	t                *testing.T
	messages, closed int
	end              End
}

func (h *fuzzHandler) Message(c *Conn, typ MessageType, data []byte) {
	h.messages++
	if h.closed > 0 || len(data) > 300 || typ == Text && !utf8.Valid(data) || typ != Text && typ != Binary {
		h.t.Errorf("message: %v %q", typ, data)
	}
	if err := c.Send(typ, data); err != nil {
		h.t.Errorf("Send: %v", err)
	}
}

func (h *fuzzHandler) Closed(c *Conn, end End) {
	h.closed++
	h.end = end
}
