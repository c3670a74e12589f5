package e2e

import (
	"crypto/tls"
	"testing"

	"github.com/coder/websocket"
)

// http.websocket's wss goes on with a certificate that has changed, and with the
// connections that there are.
func TestHTTPWebsocketNewCertificate(t *testing.T) {
	s := prepare(t, nil)
	writeCertificate(t, s.file("cert.pem"), s.file("key.pem"))
	s.host.Setenv("certfile", s.file("cert.pem"))
	s.host.Setenv("keyfile", s.file("key.pem"))
	s.launch(`local skynet = require "skynet"
local socket = require "skynet.socket"
local websocket = require "http.websocket"
skynet.start(function()
	socket.start(socket.listen("127.0.0.1", 0), function(id, addr)
		websocket.accept(id, { message = websocket.write }, "wss", addr)
	end)
end)`)
	ctx := testContext(t)
	c := s.dialTLS(ctx)
	certificate := func() string {
		t.Helper()
		nc, err := tls.Dial("tcp", s.addr, &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer nc.Close()
		return string(nc.ConnectionState().PeerCertificates[0].Raw)
	}
	first := certificate()
	writeCertificate(t, s.file("cert.pem"), s.file("key.pem"))
	s.log.wait(t, 1, "cert.pem: new certificate, valid until ")
	if certificate() == first {
		t.Error("the certificate is the one before")
	}
	c.Write(ctx, websocket.MessageText, []byte("still here"))
	if _, msg, err := c.Read(ctx); string(msg) != "still here" || err != nil {
		t.Errorf("%q, %v", msg, err)
	}
}
