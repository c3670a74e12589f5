package wsbridge

import (
	"cmp"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// accept1 gives Accept one end of a TCP connection and returns the other, and
// a channel with Accept's result.
func accept1(t testing.TB, cfg *Config) (client *rawClient, result chan accepted) {
	nc, server := streams(t)
	result = make(chan accepted, 1)
	go func() {
		c, err := Accept(server, cfg)
		result <- accepted{c, err}
	}()
	return newRawClient(t, nc), result
}

// streams are the two ends of a TCP connection.
func streams(t testing.TB) (client, server net.Conn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if client, err = net.Dial("tcp", ln.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if server, err = ln.Accept(); err != nil {
		t.Fatal(err)
	}
	return client, server
}

type accepted struct {
	c   *Conn
	err error
}

// request returns rawRequest with a line replaced; "" removes it.
func request(old, new string) string {
	if new != "" {
		new += "\r\n"
	}
	if !strings.Contains(rawRequest, old+"\r\n") {
		panic(old)
	}
	return strings.Replace(rawRequest, old+"\r\n", new, 1)
}

func TestRefusals(t *testing.T) {
	const (
		key     = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
		version = "Sec-WebSocket-Version: 13"
		line    = "GET / HTTP/1.1"
		host    = "Host: localhost"
	)
	for _, tt := range []struct {
		name, request string
		status        int
	}{
		{"other path", request(line, "GET /other HTTP/1.1"), 404},
		{"other path, no websocket", "GET /x HTTP/1.1\r\nHost: x\r\n\r\n", 404},
		{"plain GET", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 426},
		{"POST", request(line, "POST / HTTP/1.1"), 405},
		{"HEAD", request(line, "HEAD / HTTP/1.1"), 405},
		{"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
		{"HTTP/1.0", request(line, "GET / HTTP/1.0"), 400},
		{"no Upgrade", request("Upgrade: websocket", ""), 426},
		{"other Upgrade", request("Upgrade: websocket", "Upgrade: h2c"), 426},
		{"no Connection", request("Connection: Upgrade", ""), 426},
		{"other Connection", request("Connection: Upgrade", "Connection: keep-alive"), 426},
		{"no version", request(version, ""), 426},
		{"version 8", request(version, "Sec-WebSocket-Version: 8"), 426},
		{"no key", request(key, ""), 400},
		{"short key", request(key, "Sec-WebSocket-Key: c2hvcnQ="), 400},
		{"key not base64", request(key, "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!=="), 400},
		{"key of 15 bytes", request(key, "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2Rl"), 400},
		{"another host's page", request(host, host+"\r\nOrigin: http://example.com"), 403},
		{"two keys", request(key, key+"\r\n"+key), 400},
		{"no Host", request(host, ""), 400},
		{"body", request(host, host+"\r\nContent-Length: 3"), 400},
		{"chunked body", request(host, host+"\r\nTransfer-Encoding: chunked"), 400},
		{"not HTTP", "hello\r\n\r\n", 400},
		{"TLS", "\x16\x03\x01\x00\x05hello\n\n", 400},
		{"empty head", "\r\n\r\n", 400},
		{"header without colon", request(host, host+"\r\nnonsense"), 400},
		{"space before colon", request(host, host+"\r\nX : y"), 400},
		{"header name with a slash", request(host, host+"\r\nX/Y: z"), 400},
		{"folded header", request(host, host+"\r\nX: y\r\n z"), 400},
		{"folded first header", request(host, " X: y\r\n"+host), 400},
		{"control character", request(host, host+"\r\nX: a\x01b"), 400},
		{"bare carriage return", request(host, host+"\r\nX: a\rY: b"), 400},
		{"NUL", request(host, host+"\r\nX: a\x00b"), 400},
		{"bad target", request(line, "GET :// HTTP/1.1"), 400},
		{"long header", request(host, host+"\r\nX: "+strings.Repeat("x", 2000)), 431},
		{"long request line", request(line, "GET /"+strings.Repeat("x", 2000)+" HTTP/1.1"), 431},
		{"endless head", strings.Repeat("X: y\r\n", 100_000), 431},
		{"head of one byte too many", request(host, host+"\r\nX: "+strings.Repeat("x", 1001-len(rawRequest)-5)), 431},
	} {
		t.Run(tt.name, func(t *testing.T) {
			client, result := accept1(t, &Config{Paths: []string{"/"}, MaxHeader: 1000})
			client.send(tt.request)
			checkRefusal(t, client, result, tt.status, tt.request)
		})
	}
	t.Run("half a request", func(t *testing.T) {
		client, result := accept1(t, nil)
		client.send(rawRequest[:40])
		client.CloseWrite()
		checkRefusal(t, client, result, 400, "")
	})
	for _, part := range []string{"", rawRequest[:40]} {
		t.Run("timeout", func(t *testing.T) {
			client, result := accept1(t, &Config{HandshakeTimeout: time.Millisecond})
			client.send(part)
			checkRefusal(t, client, result, 408, "")
		})
	}
}

// checkRefusal reads the response as an HTTP client does.
func checkRefusal(t *testing.T, client *rawClient, result chan accepted, status int, req string) {
	t.Helper()
	method, _, _ := strings.Cut(req, " ")
	resp, err := http.ReadResponse(client.br, &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.br.ReadByte(); err != io.EOF {
		t.Errorf("after the response: %v, want EOF", err)
	}
	client.Close()
	if resp.StatusCode != status {
		t.Errorf("status %d (%s), want %d", resp.StatusCode, body, status)
	}
	if resp.ProtoMinor != 1 || !resp.Close || resp.ContentLength <= 0 {
		t.Errorf("response: %+v", resp)
	}
	switch status {
	case 426:
		if resp.Header.Get("Sec-WebSocket-Version") != "13" || resp.Header.Get("Upgrade") != "websocket" {
			t.Errorf("headers of 426: %v", resp.Header)
		}
	case 405:
		if resp.Header.Get("Allow") != "GET" {
			t.Errorf("headers of 405: %v", resp.Header)
		}
	}
	got := <-result
	var herr *HandshakeError
	if !errors.As(got.err, &herr) || got.c != nil {
		t.Fatalf("Accept: %v, %v", got.c, got.err)
	}
	if method != "HEAD" && string(body) != cmp.Or(herr.Body, herr.Reason+"\n") || herr.Status != status {
		t.Errorf("body %q, error %v", body, herr)
	}
	if !strings.HasPrefix(herr.Error(), "wsbridge: handshake: ") {
		t.Error(herr)
	}
}

// A client that leaves before its request gets no response; there is nobody.
func TestClientLeaves(t *testing.T) {
	client, result := accept1(t, nil)
	client.Close()
	got := <-result
	var herr *HandshakeError
	if !errors.As(got.err, &herr) || herr.Status != 0 || !errors.Is(got.err, io.EOF) {
		t.Errorf("Accept: %v", got.err)
	}
}

func TestRequestForms(t *testing.T) {
	for _, tt := range []struct {
		name, request, url, path, query string
	}{
		{"as browsers do", request("Connection: Upgrade", "Connection: keep-alive, Upgrade"), "/", "/", ""},
		{"names in any case", strings.ReplaceAll(rawRequest, "Sec-WebSocket", "sec-websocket"), "/", "/", ""},
		{"query", request("GET / HTTP/1.1", "GET /chat?room=a%20b&x HTTP/1.1"), "/chat?room=a%20b&x", "/chat", "room=a%20b&x"},
		{"escaped path", request("GET / HTTP/1.1", "GET /a%2Fb%20c HTTP/1.1"), "/a%2Fb%20c", "/a/b c", ""},
		{"absolute target", request("GET / HTTP/1.1", "GET http://host/p?q HTTP/1.1"), "http://host/p?q", "/p", "q"},
		{"bare line feeds", strings.ReplaceAll(rawRequest, "\r\n", "\n"), "/", "/", ""},
		{"exactly as long as allowed", request("Host: localhost", "Host: localhost\r\nX: "+strings.Repeat("x", 1000-len(rawRequest)-5)), "/", "/", ""},
		{"several versions", request("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8, 13"), "/", "/", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			client, result := accept1(t, &Config{MaxHeader: 1000})
			client.send(tt.request)
			client.upgraded()
			got := <-result
			if got.err != nil {
				t.Fatal(got.err)
			}
			c := got.c
			defer c.Abort(nil)
			if c.URL() != tt.url || c.Path() != tt.path || c.RawQuery() != tt.query {
				t.Errorf("URL %q path %q query %q", c.URL(), c.Path(), c.RawQuery())
			}
			if c.RemoteAddr().String() != client.LocalAddr().String() || c.LocalAddr().String() != client.RemoteAddr().String() {
				t.Errorf("addresses: %v %v", c.RemoteAddr(), c.LocalAddr())
			}
		})
	}
}

// The path is compared unescaped, without the query.
func TestPath(t *testing.T) {
	for target, ok := range map[string]bool{"/chat": true, "/chat?x=/y": true, "/%63hat": true, "/chat/": false, "/Chat": false, "/": false} {
		client, result := accept1(t, &Config{Paths: []string{"/chat"}})
		client.send(request("GET / HTTP/1.1", "GET "+target+" HTTP/1.1"))
		resp, err := http.ReadResponse(client.br, nil)
		if err != nil || (resp.StatusCode == 101) != ok {
			t.Errorf("%s: %v %v", target, resp, err)
		}
		client.Close()
		if got := <-result; got.c != nil {
			got.c.Abort(nil)
		}
	}
}

func TestHeader(t *testing.T) {
	client, result := accept1(t, nil)
	client.send(request("Host: localhost", "HoSt: localhost\r\nx-Multi: one\r\nX-Empty:\r\nX-multi: \t two \t\r\ncookie: a=b: c"))
	client.upgraded()
	c := (<-result).c
	defer c.Abort(nil)
	var all []string
	for name, value := range c.Header().All() {
		all = append(all, name+"="+value)
	}
	want := []string{"HoSt=localhost", "x-Multi=one", "X-Empty=", "X-multi=two", "cookie=a=b: c", "Upgrade=websocket", "Connection=Upgrade",
		"Sec-WebSocket-Key=dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version=13"}
	if !slices.Equal(all, want) {
		t.Errorf("All: %q\nwant %q", all, want)
	}
	for range c.Header().All() {
		break
	}
	for name, want := range map[string]string{"host": "localhost", "X-MULTI": "one", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "x-empty": "", "none": ""} {
		if got := c.Header().Get(name); got != want {
			t.Errorf("Get(%q) = %q, want %q", name, got, want)
		}
	}
	if _, ok := c.Header().Lookup("x-empty"); !ok {
		t.Error("an empty header is not found")
	}
	if _, ok := (Header{}).Lookup(""); ok {
		t.Error("the empty Header has an entry")
	}
}

// The request may come in any pieces.
func TestSlowRequest(t *testing.T) {
	client, result := accept1(t, nil)
	client.SetNoDelay(true)
	for i := range len(rawRequest) {
		client.send(rawRequest[i : i+1])
	}
	client.upgraded()
	got := <-result
	if got.err != nil {
		t.Fatal(got.err)
	}
	got.c.Abort(nil)
}

func TestEndOfHead(t *testing.T) {
	for head, want := range map[string]int{
		"": -1, "\n": -1, "\r\n": -1, "a\r\n\r": -1, "a\r\n\r\n": 5, "a\n\n": 3, "a\n\r\nb": 4, "a\nb\r\n\n": 6, "a\r\n\rb\n\n": 7,
	} {
		for seen := range len(head) {
			if e := endOfHead([]byte(head[:seen]), 0); e >= 0 {
				continue // it would not have been called again
			}
			if got := endOfHead([]byte(head), seen); got != want {
				t.Errorf("endOfHead(%q, %d) = %d, want %d", head, seen, got, want)
			}
		}
	}
}

// Frames that come with the request are not lost, although a client should
// wait for the response.
func TestEarlyFrames(t *testing.T) {
	s := newSite(t, Config{}, echo)
	r := s.rawTCP()
	long := strings.Repeat("x", 5000)
	r.send(rawRequest, text("early"), text(long)[:3000])
	r.upgraded()
	r.wantFrame(byte(Text), "early")
	r.send(text(long)[3000:])
	r.wantFrame(byte(Text), long)
}
