package wsbridge

import (
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/luaws/luaws/test/cert"
)

func TestTLS(t *testing.T) {
	cert := selfSigned()
	s := newSite(t, Config{MaxMessage: 1 << 20, TLS: &tls.Config{Certificates: []tls.Certificate{cert}}}, echo)
	ctx := testContext(t)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	defer client.CloseIdleConnections()
	dial := func() *websocket.Conn {
		c, _, err := websocket.Dial(ctx, "wss://"+s.addr, &websocket.DialOptions{HTTPClient: client})
		if err != nil {
			t.Fatal(err)
		}
		c.SetReadLimit(-1)
		return c
	}
	c := dial()
	for _, n := range []int{0, 1, 125, 126, 65536, 1 << 20} {
		want := strings.Repeat("t", n)
		c.Write(ctx, websocket.MessageText, []byte(want))
		if _, p, err := c.Read(ctx); err != nil || string(p) != want {
			t.Fatalf("%d bytes came back as %d: %v", n, len(p), err)
		}
	}
	sc := s.conn()
	for i := range 100 {
		sc.SendString(Text, strings.Repeat("u", i))
	}
	for i := range 100 {
		if _, p, err := c.Read(ctx); err != nil || len(p) != i {
			t.Fatalf("%d bytes came as %d: %v", i, len(p), err)
		}
	}
	if err := c.Close(4000, "bye"); err != nil {
		t.Errorf("Close: %v", err)
	}
	if end := s.end(); end != (End{4000, "bye", nil}) {
		t.Errorf("end: %+v", end)
	}

	c = dial()
	go c.Write(ctx, websocket.MessageBinary, make([]byte, 8<<20))
	if _, _, err := c.Read(ctx); websocket.CloseStatus(err) != 1009 {
		t.Errorf("client sees %v", err)
	}
	if end := s.end(); end.Code != 1009 {
		t.Errorf("end: %+v", end)
	}
	c.CloseNow()

	c = dial()
	c.CloseNow()
	if end := s.end(); !errors.Is(end.Err, ErrLost) {
		t.Errorf("end: %+v", end)
	}
}

// The bound of the send queue holds under TLS, and the Close frame still fits.
func TestTLSSlowConsumer(t *testing.T) {
	cert := selfSigned()
	const bound = 50_000
	s := newSite(t, Config{SendQueue: bound, CloseTimeout: time.Millisecond, TLS: &tls.Config{Certificates: []tls.Certificate{cert}}}, nil)
	nc, err := tls.Dial("tcp", s.addr, &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	io.WriteString(nc, rawRequest)
	c := s.conn()
	for {
		err := c.Send(Binary, make([]byte, 10_000))
		if n := c.Buffered(); n > bound+10_000+500 {
			t.Fatalf("%d bytes are queued", n)
		}
		if err != nil {
			if err != ErrSendQueueFull {
				t.Error(err)
			}
			break
		}
	}
	if end := s.end(); end.Code != 1008 {
		t.Errorf("end: %+v", end)
	}
}

// A failed TLS handshake is told to the client by an alert.
func TestTLSFailure(t *testing.T) {
	client, result := accept1(t, &Config{TLS: &tls.Config{}}) // no certificate
	err := tls.Client(client, &tls.Config{InsecureSkipVerify: true}).Handshake()
	if err == nil || !strings.Contains(err.Error(), "remote error: tls: ") {
		t.Errorf("client sees %v", err)
	}
	client.Close()
	var herr *HandshakeError
	if got := <-result; !errors.As(got.err, &herr) || herr.Status != 0 || herr.Err == nil {
		t.Errorf("Accept: %v", got.err)
	}
}

func selfSigned() tls.Certificate { return cert.Fresh("localhost", nil).TLS() }
