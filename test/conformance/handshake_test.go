package conformance

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Section 4.2: which requests are let in, and what others are told.
func TestHandshake(t *testing.T) {
	const (
		get     = "GET / HTTP/1.1\r\n"
		host    = "Host: localhost\r\n"
		upgrade = "Upgrade: websocket\r\n"
		conn    = "Connection: Upgrade\r\n"
		key     = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		version = "Sec-WebSocket-Version: 13\r\n"
	)
	for _, tt := range []struct {
		name    string
		request []string
		status  int
	}{
		{"4.2.1 a proper request", []string{get, host, upgrade, conn, key, version}, 101},
		{"4.2.1 the lines in another order", []string{get, version, key, conn, upgrade, host}, 101},
		{"4.2.1 names and tokens in another case", []string{get, strings.ToUpper(host), "upgrade: WebSocket\r\n", "CONNECTION: UPGRADE\r\n", "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n", strings.ToLower(version)}, 101},
		{"4.2.1 one token of several", []string{get, host, "Upgrade: foo, websocket\r\n", "Connection: keep-alive,Upgrade\r\n", key, version}, 101},
		{"4.2.1 an absolute URI", []string{"GET http://localhost/ HTTP/1.1\r\n", host, upgrade, conn, key, version}, 101},
		{"4.1 a query", []string{"GET /?a=b&c HTTP/1.1\r\n", host, upgrade, conn, key, version}, 101},
		{"4.2.1 not a GET", []string{"POST / HTTP/1.1\r\n", host, upgrade, conn, key, version}, 405},
		{"4.2.1 HTTP/1.0", []string{"GET / HTTP/1.0\r\n", host, upgrade, conn, key, version}, 400},
		{"4.2.1 no Host", []string{get, upgrade, conn, key, version}, 400},
		{"4.2.1 no Upgrade", []string{get, host, conn, key, version}, 426},
		{"4.2.1 another Upgrade", []string{get, host, "Upgrade: h2c\r\n", conn, key, version}, 426},
		{"4.2.1 no Connection", []string{get, host, upgrade, key, version}, 426},
		{"4.2.1 no key", []string{get, host, upgrade, conn, version}, 400},
		{"4.2.1 an empty key", []string{get, host, upgrade, conn, "Sec-WebSocket-Key:\r\n", version}, 400},
		{"4.2.1 a key of 15 bytes", []string{get, host, upgrade, conn, "Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1\r\n", version}, 400},
		{"4.2.1 a key of 17 bytes", []string{get, host, upgrade, conn, "Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Njc=\r\n", version}, 400},
		{"4.2.1 a key that isn't base64", []string{get, host, upgrade, conn, "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==\r\n", version}, 400},
		{"11.3.1 two keys", []string{get, host, upgrade, conn, key, key, version}, 400},
		{"4.4 no version", []string{get, host, upgrade, conn, key}, 426},
		{"4.4 version 8", []string{get, host, upgrade, conn, key, "Sec-WebSocket-Version: 8\r\n"}, 426},
		{"4.4 version 14", []string{get, host, upgrade, conn, key, "Sec-WebSocket-Version: 14\r\n"}, 426},
		{"4.2.1 no HTTP", []string{"\x16\x03\x01\x02\x00\x01\x00\r\n"}, 400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			each(t, func(t *testing.T, s *stack) {
				nc, err := net.Dial("tcp", s.addr)
				if err != nil {
					t.Fatal(err)
				}
				defer nc.Close()
				nc.SetDeadline(time.Now().Add(20 * time.Second))
				if _, err := io.WriteString(nc, strings.Join(tt.request, "")+"\r\n"); err != nil {
					t.Fatal(err)
				}
				br := bufio.NewReader(nc)
				resp, err := http.ReadResponse(br, nil)
				if err != nil {
					t.Fatal(err)
				}
				switch status := resp.StatusCode; {
				case status == tt.status:
				case s == &accept && tt.status >= 400 && status >= 400: // as skynet has them
				default:
					t.Fatalf("%s, want %d", resp.Status, tt.status)
				}
				h := resp.Header
				switch resp.StatusCode {
				case 101:
					// Section 4.2.2, with the example of section 1.3.
					if h.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" ||
						!strings.EqualFold(h.Get("Upgrade"), "websocket") || !strings.EqualFold(h.Get("Connection"), "upgrade") {
						t.Errorf("response: %v", h)
					}
					for _, name := range []string{"Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions"} {
						if v := h.Values(name); v != nil {
							t.Errorf("nobody asked for %s %q", name, v)
						}
					}
					return
				case 426:
					if h.Get("Sec-WebSocket-Version") != "13" || !strings.EqualFold(h.Get("Upgrade"), "websocket") {
						t.Errorf("response: %v", h)
					}
				}
				if _, err := io.Copy(io.Discard, resp.Body); err != nil {
					t.Error(err)
				}
				if _, err := br.ReadByte(); err != io.EOF {
					t.Errorf("after the response: %v, want the end", err)
				}
			})
		})
	}
}
