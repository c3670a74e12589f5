package wsbridge

import (
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"
)

// accept may refuse a connection, with a code of its own or without.
func TestRefuse(t *testing.T) {
	s := prepareSite(t, Config{})
	s.serveHandlers(func(c *Conn) Handler {
		if c.Path() == "/full" {
			c.Close(1013, "try later")
		}
		return nil
	})
	r := s.raw()
	r.wantFrame(opClose, "\x03\xf0refused")
	r.Close()
	r = s.rawTCP()
	r.send(request("GET / HTTP/1.1", "GET /full HTTP/1.1"))
	r.upgraded()
	r.wantFrame(opClose, "\x03\xf5try later")
	r.Close()
}

// Incident is told of what Accept returns, and nothing of the connection stays.
func TestRefusedIncident(t *testing.T) {
	s := prepareSite(t, Config{Paths: []string{"/only"}, HandshakeTimeout: 50 * time.Millisecond})
	refused := make(chan error, 10)
	s.srv.Incident = func(e Incident) {
		if e.Remote == nil {
			t.Error("no address")
		}
		refused <- e.Err
	}
	s.serve(nil)
	wait := func(r *rawClient, status int) {
		t.Helper()
		resp, err := http.ReadResponse(r.br, nil)
		if err != nil || resp.StatusCode != status {
			t.Errorf("response: %v %v", resp, err)
		}
		r.Close()
		var herr *HandshakeError
		if err := <-refused; !errors.As(err, &herr) || herr.Status != status {
			t.Errorf("refused: %v, want status %d", err, status)
		}
	}
	r := s.rawTCP()
	r.send("nonsense\r\n\r\n")
	wait(r, 400)
	wait(s.rawTCP(), 408)
	if n := s.srv.Len(); n != 0 {
		t.Errorf("%d connections", n)
	}
	if n := s.closed.Load(); n != 0 {
		t.Errorf("Closed was called %d times for connections that never opened", n)
	}
}

// A listener whose accepts fail as scripted, then work.
type failingListener struct {
	net.Listener
	mu   sync.Mutex
	errs []error
}

func (l *failingListener) Accept() (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.errs) > 0 {
		err := l.errs[0]
		l.errs = l.errs[1:]
		return nil, &net.OpError{Op: "accept", Err: err}
	}
	return l.Listener.Accept()
}

// Running out of file descriptors is waited out.
func TestAcceptBackOff(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := prepareSite(t, Config{})
	s.srv.MaxHandshakes = 1 // a failed accept must not keep its place
	s.serveOn(&failingListener{Listener: ln, errs: []error{syscall.EMFILE, syscall.ENFILE, syscall.EMFILE}}, func(c *Conn) Handler {
		return &hook{s: s, message: echo}
	})
	r := s.raw()
	r.send(text("x"))
	r.wantFrame(byte(Text), "x")
}

// Any other failure is Serve's end.
func TestAcceptFails(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var srv Server
	broken := errors.New("broken")
	if err := srv.Serve(&failingListener{Listener: ln, errs: []error{broken}}, nil); !errors.Is(err, broken) {
		t.Errorf("Serve: %v", err)
	}
	if _, err := ln.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve has not closed its listener: %v", err)
	}
}

// With all places taken by clients that send nothing, the next one is served
// as soon as one of them has gone.
func TestHandshakeBound(t *testing.T) {
	s := prepareSite(t, Config{HandshakeTimeout: time.Minute})
	s.srv.MaxHandshakes = 2
	s.serve(echo)
	silent := []*rawClient{s.rawTCP(), s.rawTCP()}
	last := s.rawTCP()
	last.send(rawRequest)
	for handshaking(s) < 2 { // they are under way
		runtime.Gosched()
	}
	if n := s.srv.Len(); n != 0 {
		t.Errorf("%d connections", n)
	}
	silent[0].Close()
	last.upgraded()
	last.send(text("x"))
	last.wantFrame(byte(Text), "x")
}

func handshaking(s *site) int {
	s.srv.mu.Lock()
	defer s.srv.mu.Unlock()
	return len(s.srv.handshaking)
}

// A connection that was accepted elsewhere is the Server's too.
func TestServerRun(t *testing.T) {
	client, result := accept1(t, nil)
	client.send(rawRequest)
	client.upgraded()
	c := (<-result).c
	s := prepareSite(t, Config{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.srv.Run(c, &hook{s: s, message: echo})
	}()
	client.send(text("x"))
	client.wantFrame(byte(Text), "x")
	if n := s.srv.Len(); n != 1 {
		t.Errorf("%d connections", n)
	}
	shut := make(chan error)
	go func() { shut <- s.srv.Shutdown(testContext(t)) }()
	client.wantFrame(opClose, "\x03\xe9"+goodbye)
	client.send(closeFrame(1001, ""))
	if err := <-shut; err != nil {
		t.Error(err)
	}
	<-done

	// One that comes after Shutdown is closed.
	client, result = accept1(t, nil)
	client.send(rawRequest, closeFrame(1000, ""))
	client.upgraded()
	s.srv.Run((<-result).c, &hook{s: s})
	client.wantFrame(opClose, "\x03\xe9"+goodbye)
	if _, err := client.br.ReadByte(); err != io.EOF {
		t.Error(err)
	}
}

// Connections and sockets have ids of one kind: no two have one in common, and
// a live connection is found by its own.
func TestIDs(t *testing.T) {
	var table Sockets
	defer table.CloseAll()
	l, err := table.Listen("127.0.0.1", 0, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := prepareSite(t, Config{})
	s.srv.Sockets = &table
	s.serve(echo)
	s.dial()
	served := s.conn()

	taken := make(chan net.Conn, 1)
	err = table.Start(l, acceptFunc(func(id int, _ string) {
		nc, err := table.Take(id)
		if err != nil {
			t.Error(err)
		}
		taken <- nc
	}), false)
	if err != nil {
		t.Fatal(err)
	}
	var over *Conn
	run := make(chan struct{})
	go func() {
		defer close(run)
		over, _ = s.srv.Accept(<-taken, nil)
		s.conns <- over
		s.srv.Run(over, &hook{s: s})
	}()
	client := dialAt(t, table.Addr(l).String())
	s.conn()

	if l != 1 || served.ID() != 2 || over.ID() != 3 {
		t.Errorf("ids: listener %d, connection %d, connection over a socket %d", l, served.ID(), over.ID())
	}
	for _, c := range []*Conn{served, over} {
		if s.srv.Conn(c.ID()) != c {
			t.Errorf("%d is not found", c.ID())
		}
	}
	if c := s.srv.Conn(uint64(l)); c != nil {
		t.Errorf("the listener is a connection: %v", c)
	}
	client.Close(1000, "")
	<-run
	if c := s.srv.Conn(over.ID()); c != nil {
		t.Errorf("found after its end: %v", c)
	}
}
