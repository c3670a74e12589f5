package wsbridge

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// refusedWith reads the response to a handshake that found no seat.
func (r *rawClient) refusedWith(status int) {
	r.t.Helper()
	resp, err := http.ReadResponse(r.br, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	if resp.StatusCode != status || resp.Header.Get("Retry-After") == "" || !resp.Close {
		r.t.Errorf("response: %v", resp)
	}
	r.Close()
}

// leave closes a connection and waits until it has left its seat.
func (s *site) leave(r *rawClient) {
	s.t.Helper()
	was := s.seats()
	r.send(closeFrame(1000, ""))
	r.wantClose(1000)
	r.Close()
	s.end()
	until(s.t, func() bool { return s.seats() != was })
}

func (s *site) seats() int {
	s.srv.mu.Lock()
	defer s.srv.mu.Unlock()
	return s.srv.seats.taken
}

func (s *site) trying() bool {
	s.srv.mu.Lock()
	defer s.srv.mu.Unlock()
	return len(s.srv.seats.trying) > 0
}

// Beyond MaxConnections there is 503, until somebody leaves.
func TestMaxConnections(t *testing.T) {
	s := prepareSite(t, Config{})
	s.srv.MaxConnections = 2
	told := make(chan Incident, 10)
	s.srv.Incident = func(e Incident) { told <- e }
	s.serve(echo)
	first := s.raw()
	late := s.rawTCP() // begins its handshake while there is room
	late.send(rawRequest[:20])
	until(t, func() bool { return handshaking(s) >= 1 })
	s.raw()

	r := s.rawTCP()
	r.send(rawRequest)
	r.refusedWith(503)
	if e := <-told; e.Kind != RefusedFull || !errors.Is(e.Err, ErrTooMany) {
		t.Errorf("told %v", e)
	}
	late.send(rawRequest[20:])
	late.refusedWith(503)
	r = s.rawTCP()
	r.send("GET / HTTP/1.1\r\n") // no complete request gets an answer too
	r.CloseWrite()
	r.refusedWith(503)

	s.leave(first)
	s.raw().sync()
	if n := s.srv.Stats.Of(RefusedFull); n != 3 {
		t.Errorf("%d were refused", n)
	}
}

// A handshake that comes to nothing leaves its seat.
func TestSeatsAreLeft(t *testing.T) {
	s := prepareSite(t, Config{Decide: func(*Handshake) *HandshakeError {
		return &HandshakeError{Status: 403, Reason: "no"}
	}})
	s.srv.MaxConnections, s.srv.MaxPerAddress = 1, 1
	s.serve(nil)
	for range 3 {
		r := s.rawTCP()
		r.send(rawRequest)
		if resp, err := http.ReadResponse(r.br, nil); err != nil || resp.StatusCode != 403 {
			t.Fatalf("%v, %v", resp, err)
		}
		r.Close()
		until(t, func() bool { return !s.trying() })
	}
	if n := s.seats(); n != 0 || len(s.srv.seats.byAddress) != 0 {
		t.Errorf("%d seats are taken, %v", n, s.srv.seats.byAddress)
	}
}

func TestMaxPerAddress(t *testing.T) {
	s := prepareSite(t, Config{})
	s.srv.MaxPerAddress = 2
	s.serve(echo)
	first := s.raw()
	s.raw()
	r := s.rawTCP()
	r.send(rawRequest)
	r.refusedWith(429)
	elsewhere := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	if nc, err := elsewhere.Dial("tcp", s.addr); err == nil { // Linux only
		r := newRawClient(t, nc)
		r.send(rawRequest)
		r.upgraded()
		s.leave(r)
	}
	s.leave(first)
	s.raw().sync()
	if n := s.srv.Stats.Of(RefusedAddress); n != 1 {
		t.Errorf("%d were refused", n)
	}
}

// A client can't take the places of handshakes either, but a proxy's clients are
// many.
func TestMaxPerAddressWhileTrying(t *testing.T) {
	for _, proxy := range []bool{false, true} {
		s := prepareSite(t, Config{HandshakeTimeout: time.Minute})
		s.srv.MaxPerAddress = 2
		if proxy {
			s.srv.Config.TrustedProxies, _ = ParseProxies([]string{"127.0.0.1"})
		}
		s.serve(echo)
		silent := []*rawClient{s.rawTCP(), s.rawTCP()}
		until(t, func() bool { return handshaking(s) >= 2 })
		for i, client := range []string{"192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2"} {
			r := s.rawTCP()
			r.send(request("Host: localhost", "Host: localhost\r\nX-Forwarded-For: "+client))
			if !proxy || i == 2 {
				r.refusedWith(429)
			} else {
				r.upgraded()
			}
		}
		for _, r := range silent {
			r.Close()
		}
		until(t, func() bool { return handshaking(s) == 0 })
	}
}

func TestAddressOf(t *testing.T) {
	for text, want := range map[string]string{
		"192.0.2.1":            "192.0.2.1",
		"::ffff:192.0.2.1":     "192.0.2.1",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::",
		"2001:db8:1:2:ffff::":  "2001:db8:1:2::",
		"2001:db8:1:3::1":      "2001:db8:1:3::",
		"fe80::1":              "fe80::",
	} {
		a, ok := addressOf(&net.TCPAddr{IP: net.ParseIP(text), Port: 1, Zone: "eth0"})
		if !ok || a.String() != want {
			t.Errorf("%s counts as %s", text, a)
		}
	}
	if _, ok := addressOf(&net.UnixAddr{}); ok {
		t.Error("a unix socket has an address")
	}
}

// Only so many are answered at once; the others are cut off.
func TestTurnAwaysAreBounded(t *testing.T) {
	s := prepareSite(t, Config{})
	s.srv.MaxConnections = 1
	s.serve(echo)
	s.raw()
	var silent []*rawClient
	for range turnAways {
		silent = append(silent, s.rawTCP())
	}
	until(t, func() bool { return s.srv.turning.n.Load() >= turnAways })
	if _, err := s.rawTCP().br.ReadByte(); err == nil {
		t.Error("one more is answered")
	}
	for _, r := range silent {
		r.Close()
	}
	until(t, func() bool { return s.srv.turning.n.Load() == 0 })
}

// Over TLS nobody is answered: that would cost a handshake.
func TestMaxConnectionsTLS(t *testing.T) {
	s := prepareSite(t, Config{TLS: &tls.Config{Certificates: []tls.Certificate{selfSigned()}}})
	s.srv.MaxConnections = 1
	s.serve(echo)
	dial := func() (*tls.Conn, error) {
		return tls.Dial("tcp", s.addr, &tls.Config{InsecureSkipVerify: true})
	}
	first, err := dial()
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	io.WriteString(first, rawRequest)
	s.conn()
	if c, err := dial(); err == nil {
		c.Close()
		t.Error("one more gets a handshake")
	}
	if n := s.srv.Stats.Of(RefusedFull); n != 1 {
		t.Errorf("%d were refused", n)
	}
}

// Shutdown doesn't leave those behind who are being turned away.
func TestShutdownWhileTurningAway(t *testing.T) {
	s := prepareSite(t, Config{})
	s.srv.MaxConnections = 1
	s.serve(echo)
	s.raw()
	s.rawTCP()
	until(t, func() bool { return handshaking(s) >= 1 })
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	s.srv.Shutdown(gone)
	if err := s.srv.Shutdown(testContext(t)); err != nil {
		t.Error(err)
	}
	if n := s.srv.turning.n.Load(); n != 0 {
		t.Errorf("%d are left", n)
	}
}

func TestFitFiles(t *testing.T) {
	for _, tt := range []struct{ limit, connections, handshakes int }{
		{0, 0, 0}, {1, 1, 1}, {64, 1, 8}, {256, 256 - 64 - 32 - 32, 32}, {1024, 1024 - 64 - 128 - 64, 128}, {20000, 20000 - 64 - 1024 - 64, 1024},
	} {
		var s Server
		if s.fitFiles(tt.limit); s.MaxConnections != tt.connections || s.MaxHandshakes != tt.handshakes {
			t.Errorf("%d files: %d connections, %d handshakes", tt.limit, s.MaxConnections, s.MaxHandshakes)
		}
	}
	s := Server{MaxConnections: 5, MaxHandshakes: 6}
	if s.fitFiles(100); s.MaxConnections != 5 || s.MaxHandshakes != 6 {
		t.Error("what was set is changed")
	}
}
