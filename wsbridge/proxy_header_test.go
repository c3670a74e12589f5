package wsbridge

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/pires/go-proxyproto"
)

// proxyV2 is a header of version 2 for a client's address, "" for a health check,
// with so many bytes of TLVs.
func proxyV2(t testing.TB, client string, more int) string {
	h := &proxyproto.Header{Version: 2, Command: proxyproto.LOCAL, TransportProtocol: proxyproto.UNSPEC}
	if client != "" {
		a, err := net.ResolveTCPAddr("tcp", client)
		if err != nil {
			t.Fatal(err)
		}
		h = proxyproto.HeaderProxyFromAddrs(2, a, a)
	}
	if more > 0 {
		if err := h.SetTLVs([]proxyproto.TLV{{Type: 4, Value: make([]byte, more-3)}}); err != nil {
			t.Fatal(err)
		}
	}
	p, err := h.Format()
	if err != nil {
		t.Fatal(err)
	}
	return string(p)
}

// proxyLength is a header of version 2 that says so many bytes follow.
func proxyLength(n int) string {
	return string(proxyproto.SIGV2) + "\x21\x11" + string([]byte{byte(n >> 8), byte(n)})
}

func TestProxyHeader(t *testing.T) {
	for _, x := range []struct{ name, header, want string }{
		{"v1", "PROXY TCP4 203.0.113.9 192.0.2.1 4711 80\r\n", "203.0.113.9:4711"},
		{"v1 IPv6", "PROXY TCP6 2001:db8::9 2001:db8::1 4711 80\r\n", "[2001:db8::9]:4711"},
		{"v1 unknown", "PROXY UNKNOWN\r\n", ""},
		{"v1 unknown, long", "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n", ""},
		{"v2", proxyV2(t, "203.0.113.9:4711", 0), "203.0.113.9:4711"},
		{"v2 IPv6", proxyV2(t, "[2001:db8::9]:4711", 0), "[2001:db8::9]:4711"},
		{"v2 health check", proxyV2(t, "", 0), ""},
		{"v2 with TLVs", proxyV2(t, "203.0.113.9:4711", 3000), "203.0.113.9:4711"},
		{"v2, the longest", proxyV2(t, "203.0.113.9:4711", proxyMost-12), "203.0.113.9:4711"},
	} {
		for _, secure := range []bool{false, true} {
			cfg := &Config{ProxyProtocol: true, TrustedProxies: mustProxies(t, "127.0.0.1")}
			if secure {
				cfg.TLS = &tls.Config{Certificates: []tls.Certificate{selfSigned()}}
			}
			client, result := accept1(t, cfg)
			if !secure {
				client.send(x.header, rawRequest, text("early"))
			} else {
				client.send(x.header)
				c := tls.Client(client, &tls.Config{InsecureSkipVerify: true})
				if _, err := io.WriteString(c, rawRequest+text("early")); err != nil {
					t.Fatalf("%s: %v", x.name, err)
				}
			}
			got := <-result
			if got.err != nil {
				t.Errorf("%s: %v", x.name, got.err)
				continue
			}
			want := x.want
			if want == "" {
				want = client.LocalAddr().String()
			}
			if a := got.c.RemoteAddr().String(); a != want || got.c.PeerAddr().String() != client.LocalAddr().String() {
				t.Errorf("%s: from %s by %s", x.name, a, got.c.PeerAddr())
			}
			if got.c.wire.raw == nil && rawConn(got.c.wire.Conn) != nil {
				t.Error("writes go through a goroutine")
			}
			got.c.await()
			_, msg, err := got.c.reader.ws.ReadMessage()
			if string(msg) != "early" {
				t.Errorf("%s: what came after the header: %q, %v", x.name, msg, err)
			}
			got.c.Abort(nil)
		}
	}
}

// A proxy that adds X-Forwarded-For behind one that speaks the PROXY protocol.
func TestProxyHeaderAndForwardedFor(t *testing.T) {
	request := strings.Replace(rawRequest, "\r\n\r\n", "\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n", 1)
	for between, want := range map[string]string{"10.0.0.2": "203.0.113.9:0", "192.0.2.1": "192.0.2.1:4711"} {
		client, result := accept1(t, &Config{ProxyProtocol: true, TrustedProxies: mustProxies(t, "127.0.0.1,10.0.0.0/8")})
		client.send("PROXY TCP4 "+between+" 192.0.2.9 4711 80\r\n", request)
		c := (<-result).c
		if got := c.RemoteAddr().String(); got != want {
			t.Errorf("by %s: %s", between, got)
		}
		c.Abort(nil)
	}
}

func TestProxyHeaderRefused(t *testing.T) {
	for _, x := range []struct{ name, sent, err string }{
		{"none", rawRequest, "no PROXY protocol header"},
		{"a TLS hello", "\x16\x03\x01\x02\x00\x01", "no PROXY protocol header"},
		{"v1 without an address", "PROXY TCP4\r\n" + rawRequest, "address family"},
		{"v1 with a bad address", "PROXY TCP4 x.y.z.9 192.0.2.1 4711 80\r\n" + rawRequest, "address"},
		{"v1 of another family", "PROXY TCP4 2001:db8::9 2001:db8::1 4711 80\r\n" + rawRequest, "address"},
		{"v1 with a bad port", "PROXY TCP4 203.0.113.9 192.0.2.1 70000 80\r\n" + rawRequest, "port"},
		{"v1 with a bare line feed", "PROXY TCP4 203.0.113.9 192.0.2.1 4711 80\n" + rawRequest, "must end with"},
		{"v1 without an end", "PROXY TCP4 " + strings.Repeat("1", 200), "too long"},
		{"v2, of version 3", string(proxyproto.SIGV2) + "\x31\x11\x00\x0c" + rawRequest, "version and command"},
		{"v2, huge", proxyLength(0xffff) + rawRequest, "too long"},
		{"v2, too short for its address", proxyLength(3) + "abc" + rawRequest, "length"},
		{"cut short", "PROXY TCP4 203", "unexpected EOF"},
		{"v2 cut short", proxyLength(12) + "abc", "unexpected EOF"},
	} {
		client, result := accept1(t, &Config{ProxyProtocol: true, TrustedProxies: mustProxies(t, "127.0.0.1"), CloseTimeout: time.Second})
		client.send(x.sent)
		client.CloseWrite()
		if answer, err := io.ReadAll(client.br); len(answer) > 0 {
			t.Errorf("%s: answered with %q, %v", x.name, answer, err)
		}
		got := <-result
		var herr *HandshakeError
		if !errors.As(got.err, &herr) || herr.Kind != RefusedProxyHeader || herr.Status != 0 || !strings.Contains(strings.ToLower(herr.Error()), strings.ToLower(x.err)) {
			t.Errorf("%s: %v", x.name, got.err)
		}
	}
}

// A slow header costs the handshake's time, and no other client's.
func TestProxyHeaderSlow(t *testing.T) {
	s := prepareSite(t, Config{ProxyProtocol: true, TrustedProxies: mustProxies(t, "127.0.0.1"), HandshakeTimeout: 50 * time.Millisecond, CloseTimeout: time.Second})
	told := make(chan Incident, 1)
	s.srv.Incident = func(e Incident) { told <- e }
	s.serve(echo)
	slow := s.rawTCP()
	slow.send("PROXY ")
	quick := s.rawTCP()
	quick.send("PROXY TCP4 203.0.113.9 192.0.2.1 4711 80\r\n", rawRequest)
	quick.upgraded()
	if _, err := io.ReadAll(slow.br); err != nil {
		t.Errorf("the slow one is left with %v", err)
	}
	slow.Close()
	if e := <-told; e.Kind != RefusedTimeout {
		t.Errorf("told: %s", e)
	}
}

// Nobody else's header is read.
func TestProxyHeaderOfOthers(t *testing.T) {
	client, result := accept1(t, &Config{ProxyProtocol: true, TrustedProxies: mustProxies(t, "192.0.2.1")})
	client.send("PROXY TCP4 203.0.113.9 192.0.2.1 4711 80\r\n", rawRequest)
	io.ReadAll(client.br)
	client.Close()
	var herr *HandshakeError
	if got := <-result; !errors.As(got.err, &herr) || herr.Status != 400 {
		t.Errorf("Accept: %v", got.err)
	}
	client, result = accept1(t, &Config{ProxyProtocol: true, TrustedProxies: mustProxies(t, "192.0.2.1")})
	client.send(rawRequest)
	got := <-result
	if got.err != nil || got.c.RemoteAddr().String() != client.LocalAddr().String() {
		t.Fatalf("Accept: %v", got.err)
	}
	got.c.Abort(nil)
}

// However a header comes: it is read in whole and nothing after it, or refused.
func FuzzProxyHeader(f *testing.F) {
	f.Add([]byte("PROXY TCP4 203.0.113.9 192.0.2.1 4711 80\r\nGET /"))
	f.Add([]byte("PROXY UNKNOWN\r\nGET /"))
	f.Add([]byte(proxyV2(f, "203.0.113.9:1", 30) + "GET /"))
	f.Add([]byte(proxyV2(f, "", 0) + "GET /"))
	f.Add([]byte(proxyLength(0xffff)))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := bytes.NewReader(in)
		h, err := readProxyHeader(r)
		r2 := bytes.NewReader(in)
		h2, err2 := readProxyHeader(iotest.OneByteReader(r2))
		if (err == nil) != (err2 == nil) || err == nil && (!h.EqualsTo(h2) || r.Len() != r2.Len()) {
			t.Fatalf("at once: %v, %v; in parts: %v, %v", h, err, h2, err2)
		}
		if err != nil {
			return
		}
		used := in[:len(in)-r.Len()]
		if h.Version == 1 && !bytes.HasSuffix(used, []byte("\r\n")) || len(used) > proxyFixed+proxyMost {
			t.Errorf("%q was taken for a header", used)
		}
		if h.Version == 2 && len(used) != proxyFixed+int(used[14])<<8+int(used[15]) {
			t.Errorf("%d bytes are used", len(used))
		}
	})
}
