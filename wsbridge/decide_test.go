package wsbridge

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// response reads the answer to a request, with its body.
func (r *rawClient) response() (*http.Response, string) {
	r.t.Helper()
	resp, err := http.ReadResponse(r.br, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return resp, ""
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp, string(body)
}

func TestDecide(t *testing.T) {
	s := prepareSite(t, Config{
		Paths:        []string{"/a", "/b"},
		Subprotocols: []string{"v2", "v1"},
		Decide: func(h *Handshake) *HandshakeError {
			if !slices.Equal(h.Asked, []string{"v1", "v2", "v3"}) || h.Subprotocol != "v2" {
				t.Errorf("asked %q, answer %q", h.Asked, h.Subprotocol)
			}
			if h.Conn.Path() != h.Request.URL.Path || h.Conn.RemoteAddr() == nil || h.Request.Header.Get("Cookie") != "a=b" {
				t.Errorf("request: %+v", h.Request)
			}
			if _, ok := h.Conn.TLS(); ok {
				t.Error("there is no TLS")
			}
			if h.Request.URL.Path == "/b" {
				return &HandshakeError{Status: 402, Reason: "no money", Body: "pay first", Header: http.Header{"X-Price": {"1"}}}
			}
			h.Subprotocol = "v3"
			h.Header.Add("Set-Cookie", "c=d")
			return nil
		},
	})
	s.serve(echo)
	const more = " HTTP/1.1\r\nCookie: a=b\r\nSec-WebSocket-Protocol: v1, v2\r\nSec-WebSocket-Protocol: , v3,v1, not a token"
	r := s.rawTCP()
	r.send(request("GET / HTTP/1.1", "GET /b"+more))
	resp, body := r.response()
	if resp.StatusCode != 402 || body != "pay first" || resp.Header.Get("X-Price") != "1" || !resp.Close {
		t.Errorf("%+v %q", resp, body)
	}
	r.Close()
	until(t, func() bool { return s.srv.Stats.Of(RefusedScript) > 0 })
	r = s.rawTCP()
	r.send(request("GET / HTTP/1.1", "GET /a"+more), text("early"))
	resp, _ = r.response()
	if resp.StatusCode != 101 || resp.Header.Get("Sec-WebSocket-Protocol") != "v3" || resp.Header.Get("Set-Cookie") != "c=d" {
		t.Errorf("%+v", resp)
	}
	r.wantFrame(byte(Text), "early")
	r.Close()
	s.end()
	s.srv.Shutdown(testContext(t))
	s.wantCounts(map[string]int64{"accepted": 2, "opened": 1, "refused_script": 1, "closed_lost": 1})
}

// Nothing is asked about a request that is refused anyway.
func TestDecideIsLast(t *testing.T) {
	for _, req := range []string{
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
		request("Host: localhost", "Host: localhost\r\nOrigin: http://a.org"),
		request("GET / HTTP/1.1", "GET /b HTTP/1.1"),
		request("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZ"),
	} {
		client, result := accept1(t, &Config{Paths: []string{"/"}, Decide: func(*Handshake) *HandshakeError {
			t.Errorf("asked about %q", req)
			return nil
		}})
		client.send(req)
		client.response()
		client.Close()
		<-result
	}
}

// Answers that can't be: the client gets 500, and Accept's error says why.
func TestDecideWrongly(t *testing.T) {
	for want, decide := range map[string]func(h *Handshake) *HandshakeError{
		`subprotocol "x" was not asked for`:      func(h *Handshake) *HandshakeError { h.Subprotocol = "x"; return nil },
		"status 200 is no refusal":               func(*Handshake) *HandshakeError { return &HandshakeError{Status: 200} },
		"status 304 is no refusal":               func(*Handshake) *HandshakeError { return &HandshakeError{Status: 304} },
		"status 600 is no refusal":               func(*Handshake) *HandshakeError { return &HandshakeError{Status: 600} },
		`header name "a b" is malformed`:         func(h *Handshake) *HandshakeError { h.Header["a b"] = []string{"c"}; return nil },
		"header A has a control character in it": func(h *Handshake) *HandshakeError { h.Header["A"] = []string{"b\nc"}; return nil },
		"header Upgrade is the handshake's own":  func(h *Handshake) *HandshakeError { h.Header.Set("upgrade", "h2c"); return nil },
		"header content-length is the handshake's": func(h *Handshake) *HandshakeError {
			return &HandshakeError{Status: 403, Header: http.Header{"content-length": {"0"}}}
		},
		"header Sec-Websocket-Accept is the handshak": func(h *Handshake) *HandshakeError { h.Header.Set("Sec-WebSocket-Accept", "x"); return nil },
	} {
		client, result := accept1(t, &Config{Decide: decide})
		client.send(rawRequest)
		if resp, body := client.response(); resp.StatusCode != 500 || body != "Internal Server Error\n" {
			t.Errorf("%s: %v %q", want, resp, body)
		}
		client.Close()
		if got := <-result; got.err == nil || !strings.Contains(got.err.Error(), want) {
			t.Errorf("%v, want %q", got.err, want)
		}
	}
}

// The connection can't be used before the decision, not even by a handler that
// has it; then it can.
func TestUndecided(t *testing.T) {
	client, result := accept1(t, &Config{Decide: func(h *Handshake) *HandshakeError {
		c := h.Conn
		if err := c.Send(Text, []byte("x")); err != ErrNotOpen {
			t.Errorf("Send: %v", err)
		}
		if err := c.Ping(""); err != ErrNotOpen {
			t.Errorf("Ping: %v", err)
		}
		if err := c.Close(1000, ""); err != ErrNotOpen {
			t.Errorf("Close: %v", err)
		}
		if !c.Closing() || c.Err() != nil {
			t.Errorf("Closing %v, Err %v", c.Closing(), c.Err())
		}
		return nil
	}})
	client.send(rawRequest)
	client.upgraded()
	c := (<-result).c
	defer c.Abort(nil)
	if err := c.Send(Text, []byte("y")); err != nil || c.Closing() {
		t.Errorf("Send: %v, closing %v", err, c.Closing())
	}
	client.wantFrame(byte(Text), "y")
}

// A kept handler is the connection's, or its Closed is called.
func TestDecideKeepsHandler(t *testing.T) {
	for _, late := range []bool{false, true} {
		s := prepareSite(t, Config{HandshakeTimeout: 50 * time.Millisecond})
		kept := &hook{s: s, message: echo}
		s.srv.Config.Decide = func(h *Handshake) *HandshakeError {
			h.Handler = kept
			if late {
				<-h.Request.Context().Done()
			}
			return nil
		}
		s.serveHandlers(func(c *Conn) Handler {
			if c.Handler() != kept {
				t.Errorf("Handler: %v", c.Handler())
			}
			return c.Handler()
		})
		r := s.rawTCP()
		r.send(rawRequest)
		if !late {
			r.upgraded()
			r.send(text("x"))
			r.wantFrame(byte(Text), "x")
			r.Close()
			s.end()
			continue
		}
		if resp, body := r.response(); resp.StatusCode != 503 || body != "no decision in time\n" {
			t.Errorf("%v %q", resp, body)
		}
		var herr *HandshakeError
		if end := s.end(); end.Code != CloseAbnormal || !errors.As(end.Err, &herr) || herr.Kind != RefusedLate {
			t.Errorf("end: %+v", end)
		}
	}
}

// Shutdown doesn't wait for a decision.
func TestShutdownWhileDeciding(t *testing.T) {
	s := prepareSite(t, Config{HandshakeTimeout: time.Hour})
	deciding := make(chan struct{})
	s.srv.Config.Decide = func(h *Handshake) *HandshakeError {
		h.Handler = &hook{s: s}
		close(deciding)
		<-h.Request.Context().Done()
		return nil
	}
	s.srv.Incident = func(e Incident) { t.Errorf("refused: %v", e) }
	s.serve(nil)
	r := s.rawTCP()
	r.send(rawRequest)
	<-deciding
	if err := s.srv.Shutdown(testContext(t)); err != nil {
		t.Error(err)
	}
	if end := s.end(); !errors.Is(end.Err, ErrServerClosed) {
		t.Errorf("end: %+v", end)
	}
	if _, err := http.ReadResponse(r.br, nil); err == nil {
		t.Error("the client got an answer")
	}
}
