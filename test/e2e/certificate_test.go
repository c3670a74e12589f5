package e2e

import (
	"context"
	"crypto/tls"
	"net/http"
	"testing"

	"github.com/coder/websocket"

	"github.com/luaws/luaws/test/cert"
)

// writeCertificate makes a self-signed certificate for localhost.
func writeCertificate(t testing.TB, certFile, keyFile string) {
	t.Helper()
	if err := cert.Fresh("localhost", nil).Write(certFile, keyFile); err != nil {
		t.Fatal(err)
	}
}

// dialTLS connects by wss, whatever the certificate.
func (s *site) dialTLS(ctx context.Context) *websocket.Conn {
	s.t.Helper()
	client := insecureClient()
	s.t.Cleanup(client.CloseIdleConnections)
	c, _, err := websocket.Dial(ctx, "wss://"+s.addr, &websocket.DialOptions{HTTPClient: client})
	if err != nil {
		s.t.Fatal(err)
	}
	c.SetReadLimit(-1)
	s.t.Cleanup(func() { c.CloseNow() })
	return c
}

// insecureClient trusts any certificate.
func insecureClient() *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
}
