package e2e

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"net/http"
	"testing"

	"github.com/coder/websocket"

	"github.com/luaws/luaws/wsbridge"
)

// request.tls: what the line is, and whose certificate the client has.
func TestHandshakeTLS(t *testing.T) {
	s := prepare(t, nil)
	writeCertificate(t, s.file("cert.pem"), s.file("key.pem"))
	cert, err := tls.LoadX509KeyPair(s.file("cert.pem"), s.file("key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(cert.Certificate[0])
	pool := x509.NewCertPool()
	pool.AddCert(cert.Leaf)
	for _, tt := range []struct {
		auth tls.ClientAuthType
		own  []tls.Certificate
		want string
	}{
		{tls.NoClientCert, nil, "TLS 1.3 localhost nobody"},
		{tls.RequestClientCert, []tls.Certificate{cert}, "TLS 1.3 localhost CN=localhost CN=localhost " + hex.EncodeToString(sum[:]) + " false"},
	} {
		s := prepare(t, nil)
		s.server.Config.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tt.auth}
		s.start(isolated, class(`
function ws:on_handshake(r)
	local t, c = r.tls, r.tls.client
	return 403, t.version .. " " .. t.server_name .. " " ..
		(c and table.concat({ c.subject, c.issuer, c.fingerprint, tostring(c.verified) }, " ") or "nobody")
end`))
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, ServerName: "localhost", Certificates: tt.own}}}
		defer client.CloseIdleConnections()
		_, resp, err := websocket.Dial(testContext(t), "wss://"+s.addr, &websocket.DialOptions{HTTPClient: client})
		if resp == nil {
			t.Fatal(err)
		}
		body := make([]byte, 1000)
		n, _ := resp.Body.Read(body)
		if resp.StatusCode != 403 || string(body[:n]) != tt.want {
			t.Errorf("%s %q, want %q", resp.Status, body[:n], tt.want)
		}
	}
}

// request.remote is the client, not the proxy.
func TestHandshakeRemote(t *testing.T) {
	s := prepare(t, nil)
	proxies, err := wsbridge.ParseProxies([]string{"127.0.0.0/8"})
	if err != nil {
		t.Fatal(err)
	}
	s.server.Config.TrustedProxies = proxies
	s.start(isolated, class(`function ws:on_handshake(r) return 403, r.remote .. " " .. self.ws.remote end`))
	_, resp, body := s.knock("/", &websocket.DialOptions{HTTPHeader: http.Header{"X-Forwarded-For": {"203.0.113.9"}}})
	if resp == nil || body != "203.0.113.9:0 203.0.113.9:0" {
		t.Errorf("%v %q", resp, body)
	}
}
