package wsbridge

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

const plainRequest = "GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n"

// pages answers with the method, the path and the address.
var pages = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	io.WriteString(w, r.Method+" "+r.URL.Path+" "+r.RemoteAddr)
})

// gets returns the next answer to a request.
func (r *rawClient) gets(method string) (status int, body string) {
	r.t.Helper()
	resp, err := http.ReadResponse(r.br, &http.Request{Method: method})
	if err != nil {
		r.t.Fatal(err)
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func (r *rawClient) mustGet(method, body string) {
	r.t.Helper()
	if status, got := r.gets(method); status != 200 || got != body {
		r.t.Errorf("%d %q", status, got)
	}
}

// All of a browser's requests, and then a websocket's, over one connection, as
// proxies do it.
func TestPlainThenWebsocket(t *testing.T) {
	s := newSite(t, Config{Plain: pages}, echo)
	here := func(r *rawClient) string { return " " + r.LocalAddr().String() }

	r := s.rawTCP()
	r.send(plainRequest)
	r.mustGet("GET", "GET /page"+here(r))
	r.send(strings.Replace(plainRequest, "GET /page", "HEAD /x", 1))
	r.mustGet("HEAD", "")
	for _, b := range []byte(plainRequest) { // slowly
		r.send(string(b))
	}
	r.mustGet("GET", "GET /page"+here(r))
	r.send(rawRequest, text("hello"))
	r.upgraded()
	if _, msg, err := r.read(); msg != "hello" || err != nil {
		t.Errorf("%q %v", msg, err)
	}

	// at once
	r = s.rawTCP()
	r.send(plainRequest, plainRequest, rawRequest, text("hello"))
	r.mustGet("GET", "GET /page"+here(r))
	r.mustGet("GET", "GET /page"+here(r))
	r.upgraded()
	if _, msg, err := r.read(); msg != "hello" || err != nil {
		t.Errorf("%q %v", msg, err)
	}
	if n := s.srv.Stats.Of(ServedPlain); n != 0 {
		t.Errorf("%d are counted as no websockets", n)
	}
}

// What is no websocket's request and no page's is refused as ever, at first and
// after pages.
func TestPlainNot(t *testing.T) {
	s := newSite(t, Config{Plain: pages, MaxHeader: 1000, CloseTimeout: time.Second}, echo)
	for _, x := range []struct {
		request string
		status  int
	}{
		{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 405},
		{"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx", 400},
		{"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n", 426},
		{"rubbish\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\nHost: " + strings.Repeat("x", 1000) + "\r\n\r\n", 431},
		{"GET / HTTP/1.1\r\nA b: c\r\n\r\n", 400},
	} {
		for _, first := range []string{"", plainRequest} {
			r := s.rawTCP()
			r.send(first, x.request)
			if first != "" {
				r.mustGet("GET", "GET /page "+r.LocalAddr().String())
			}
			if status, body := r.gets("GET"); status != x.status {
				t.Errorf("%q after %q: %d %s", x.request, first, status, body)
			}
			r.Close()
		}
	}
}

func TestPlainTLS(t *testing.T) {
	s := newSite(t, Config{Plain: pages, TLS: &tls.Config{Certificates: []tls.Certificate{selfSigned()}}}, echo)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	for range 2 {
		resp, err := client.Get("https://" + s.addr + "/page")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil || !strings.HasPrefix(string(body), "GET /page ") {
			t.Errorf("%q %v", body, err)
		}
	}
	client.CloseIdleConnections()

	// The end is told, for a response of that length.
	c, err := tls.Dial("tcp", s.addr, &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "GET /page HTTP/1.0\r\n\r\n")
	if all, err := io.ReadAll(c); err != nil || !strings.Contains(string(all), "GET /page") {
		t.Errorf("%q %v", all, err)
	}
}

// The client of each request is that of its headers.
func TestPlainForwarded(t *testing.T) {
	s := newSite(t, Config{Plain: pages, TrustedProxies: mustProxies(t, "127.0.0.1")}, nil)
	r := s.rawTCP()
	for _, a := range []string{"203.0.113.9", "203.0.113.10"} {
		r.send(strings.Replace(rawRequest, "\r\n\r\n", "\r\nX-Forwarded-For: "+a+"\r\n\r\n", 1))
		r.upgraded()
		if got := s.conn().RemoteAddr().String(); got != a+":0" {
			t.Errorf("%s is from %s", a, got)
		}
		r = s.rawTCP()
		r.send(strings.Replace(plainRequest, "\r\n\r\n", "\r\nX-Forwarded-For: 203.0.113.1\r\n\r\n", 1))
		r.gets("GET")
	}
}

// Clients of pages don't keep others from connecting, but from being too many.
func TestPlainLimits(t *testing.T) {
	s := prepareSite(t, Config{Plain: pages})
	s.srv.MaxHandshakes, s.srv.MaxConnections = 1, 2
	s.serve(echo)
	r := s.rawTCP()
	r.send(plainRequest)
	r.gets("GET")
	s.raw()
	full := s.rawTCP()
	full.send(plainRequest)
	if status, _ := full.gets("GET"); status != 503 {
		t.Errorf("the third: %d", status)
	}
	for _, c := range s.srv.Counts() {
		if c.Name == "plain" && c.Value != 1 || c.Name == "open" && c.Value != 1 {
			t.Errorf("%s: %d", c.Name, c.Value)
		}
	}
	r.Close()
	until(t, func() bool { return s.srv.Stats.Of(ServedPlain) > 0 })
	s.raw()
}

// Who waits to ask for another page is not a handshake that has stalled.
func TestPlainIsNotStalled(t *testing.T) {
	s := prepareSite(t, Config{Plain: pages, HandshakeTimeout: time.Minute})
	s.srv.MaxHandshakes = 1
	s.serve(echo)
	r := s.rawTCP()
	r.send(plainRequest)
	r.gets("GET")
	silent := s.rawTCP()
	until(t, func() bool { return s.over(2) })
	s.raw() // in the place of the silent one
	if _, err := silent.br.ReadByte(); err == nil {
		t.Error("the silent one is answered")
	}
	r.send(plainRequest)
	r.mustGet("GET", "GET /page "+r.LocalAddr().String())
}

// Shutdown lets a response end, and no connection stay that waits for a request.
func TestPlainShutdown(t *testing.T) {
	began, ending := make(chan struct{}), make(chan struct{})
	s := newSite(t, Config{Plain: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(began)
			<-ending
		}
		pages(w, r)
	})}, nil)
	idle := s.rawTCP()
	idle.send(plainRequest)
	idle.gets("GET")
	slow := s.rawTCP()
	slow.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
	<-began
	done := make(chan error, 1)
	go func() { done <- s.srv.Shutdown(testContext(t)) }()
	if _, err := idle.br.ReadByte(); err != io.EOF {
		t.Errorf("the idle one: %v", err)
	}
	idle.Close()
	close(ending)
	slow.mustGet("GET", "GET /slow "+slow.LocalAddr().String())
	slow.Close()
	if err := <-done; err != nil {
		t.Errorf("Shutdown: %v", err)
	}
}

// A Shutdown without time breaks responses off.
func TestPlainShutdownNow(t *testing.T) {
	began := make(chan struct{})
	s := newSite(t, Config{Plain: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(began)
		for { // for a client that doesn't read
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				return
			}
		}
	})}, nil)
	s.rawTCP().send(plainRequest)
	<-began
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s.srv.Shutdown(ctx)
	if err := s.srv.Shutdown(testContext(t)); err != nil {
		t.Error(err)
	}
}

// A client that doesn't read costs a buffer, and not for ever.
func TestPlainUnread(t *testing.T) {
	client, server := streams(t)
	defer client.Close()
	cfg := (*Config)(nil).withDefaults()
	c := newConn(server, &cfg, nil)
	defer c.wire.wait()
	defer c.wire.close()
	pc := &plainConn{c: c, stall: 50 * time.Millisecond}
	n, err := pc.Write(make([]byte, 64<<20))
	if !errors.Is(err, os.ErrDeadlineExceeded) || n == 64<<20 {
		t.Errorf("%d bytes, %v", n, err)
	}
	if n := c.Buffered(); n > flushAt {
		t.Errorf("%d bytes are queued", n)
	}
	if _, err := pc.Write([]byte("more")); err == nil {
		t.Error("the stream goes on")
	}
}

// Whatever comes: it ends, and each answer is well-formed.
func FuzzPlain(f *testing.F) {
	f.Add(plainRequest, byte(255))
	f.Add(plainRequest+plainRequest+rawRequest, byte(30))
	f.Add(plainRequest+"\r\n\r\n"+plainRequest, byte(255))
	f.Add("HEAD / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /x", byte(255))
	f.Add("GET / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n", byte(255))
	f.Fuzz(func(t *testing.T, in string, size byte) {
		nc := newScript(in, size)
		c, err := Accept(nc, &Config{Plain: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusNoContent)
		}), MaxHeader: 2000})
		if err == nil {
			c.Abort(nil)
		}
		nc.mu.Lock()
		defer nc.mu.Unlock()
		for br := bufio.NewReader(&nc.out); ; {
			if _, err := br.Peek(1); err != nil {
				break
			}
			resp, err := http.ReadResponse(br, nil)
			if err != nil {
				t.Fatalf("malformed: %v", err)
			}
			if resp.StatusCode == http.StatusSwitchingProtocols {
				break
			}
			if _, err := io.Copy(io.Discard, resp.Body); err != nil {
				t.Fatalf("malformed: %v", err)
			}
		}
	})
}
