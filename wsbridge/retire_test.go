package wsbridge

import (
	"net"
	"runtime"
	"testing"
	"time"
)

// After Retire nobody is accepted; who was, becomes a connection.
func TestRetire(t *testing.T) {
	s := prepareSite(t, Config{HandshakeTimeout: time.Minute})
	s.serve(echo)
	r := s.rawTCP()
	r.send(rawRequest[:20])
	for s.srv.Handshaking() != 1 {
		runtime.Gosched()
	}
	s.srv.Retire()
	if err := <-s.served; err != ErrServerClosed {
		t.Error(err)
	}
	s.served <- ErrServerClosed // for the clean-up
	if nc, err := net.Dial("tcp", s.addr); err == nil {
		nc.Close()
		t.Error("a client is let in")
	}
	if n := s.srv.Handshaking(); n != 1 {
		t.Errorf("%d handshakes", n)
	}
	if n := s.srv.Stats.Of(AcceptFailed); n != 0 {
		t.Errorf("%d failures", n)
	}
	r.send(rawRequest[20:])
	s.conn()
	for s.srv.Handshaking() != 0 {
		runtime.Gosched()
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.srv.Serve(ln, nil); err != ErrServerClosed {
		t.Errorf("Serve after Retire: %v", err)
	}
}

// Streams of Sockets are waited for until they are a websocket, or answered; one
// that was accepted becomes a stream though its listener is closed.
func TestRetireSockets(t *testing.T) {
	s := prepareSite(t, Config{})
	s.serve(echo)
	var table Sockets
	defer table.CloseAll()
	came := make(chan int, 10)
	id, err := table.Listen("127.0.0.1", 0, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := table.Start(id, acceptFunc(func(id int, _ string) { came <- id }), false); err != nil {
		t.Fatal(err)
	}
	want := func(n int) {
		t.Helper()
		if got := table.Unanswered(); got != n {
			t.Errorf("%d are unanswered, not %d", got, n)
		}
	}
	open(t, &table, id)
	a := <-came
	ws := newRawClient(t, open(t, &table, id))
	b := <-came
	want(2)
	table.Retire()
	if len(table.Listeners()) != 0 {
		t.Error("a listener is left")
	}
	want(2)
	table.Start(a, newRecord(t), true)
	want(2)
	table.Stream(a).Send("hello", false)
	table.Stream(a).Flush()
	want(1)
	nc, err := table.Take(b)
	if err != nil {
		t.Fatal(err)
	}
	want(1)
	ws.send(rawRequest)
	c, err := s.srv.Accept(nc, &Config{})
	if err != nil {
		t.Fatal(err)
	}
	ws.upgraded()
	want(0)
	go s.srv.Run(c, &hook{s: s})
}
