package wsbridge

import (
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"
)

// open connects to a listener of the table.
func open(t *testing.T, s *Sockets, id int) net.Conn {
	t.Helper()
	nc, err := net.Dial("tcp", s.Addr(id).String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	return nc
}

// An acceptSink is told of clients only.
type acceptSink struct{ accepted func(id int, remote string) }

func acceptFunc(f func(id int, remote string)) Sink { return &acceptSink{f} }

func (a *acceptSink) SocketEvent(e Event, _ bool) bool {
	if e.Kind == EventAccept {
		a.accepted(e.N, e.Text)
	}
	return true
}

type arrival struct {
	id     int
	remote string
}

func TestSockets(t *testing.T) {
	var s Sockets
	defer s.CloseAll()
	l, err := s.Listen("127.0.0.1", 0, 0, nil)
	if err != nil || l != 1 {
		t.Fatalf("Listen: %d, %v", l, err)
	}
	came := make(chan arrival, 10)
	if err := s.Start(l, acceptFunc(func(id int, remote string) { came <- arrival{id, remote} }), false); err != nil {
		t.Fatal(err)
	}
	client := open(t, &s, l)
	a := <-came
	if a.id != 2 || a.remote != client.LocalAddr().String() || s.Addr(a.id).String() != a.remote {
		t.Errorf("accepted: %+v, address %v", a, s.Addr(a.id))
	}

	for _, tt := range []struct {
		what string
		got  error
		want error
	}{
		{"second Start", s.Start(l, nil, false), ErrStarted},
		{"Start of an unknown id", s.Start(99, nil, false), ErrNoSocket},
		{"Take of a listener", second(s.Take(l)), ErrNotStream},
		{"Take of an unknown id", second(s.Take(0)), ErrNoSocket},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %v, want %v", tt.what, tt.got, tt.want)
		}
	}

	nc, err := s.Take(a.id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Take(a.id); err != ErrTaken {
		t.Errorf("second Take: %v", err)
	}
	io.WriteString(client, "hi")
	p := make([]byte, 2)
	if _, err := io.ReadFull(nc, p); err != nil || string(p) != "hi" {
		t.Errorf("read %q, %v", p, err)
	}
	nc.Close()
	if _, err := s.Take(a.id); err != ErrNoSocket {
		t.Errorf("Take of a closed stream: %v", err)
	}
	if s.Close(a.id) || s.Addr(a.id) != nil {
		t.Error("a closed stream is still in the table")
	}
	if _, err := client.Read(p); err != io.EOF {
		t.Errorf("client sees %v", err)
	}

	// Close works on streams taken, and not.
	for _, take := range []bool{false, true} {
		client = open(t, &s, l)
		a = <-came
		if take {
			s.Take(a.id)
		}
		if !s.Close(a.id) || s.Close(a.id) {
			t.Error("Close does not tell whether there was a socket")
		}
		if _, err := client.Read(p); err != io.EOF {
			t.Errorf("client sees %v", err)
		}
	}
	if a.id != 4 {
		t.Errorf("id %d, want 4: ids count up", a.id)
	}
	addr := s.Addr(l).String()
	if !s.Close(l) || s.Close(l) {
		t.Error("Close of the listener")
	}
	if nc, err := net.Dial("tcp", addr); err == nil {
		nc.Close()
		t.Error("a closed listener accepts")
	}
}

func second(_ any, err error) error { return err }

func TestListenError(t *testing.T) {
	var s Sockets
	defer s.CloseAll()
	l, err := s.Listen("127.0.0.1", 0, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(s.Addr(l).String())
	n, _ := strconv.Atoi(port)
	var op *net.OpError
	if id, err := s.Listen("127.0.0.1", n, 0, nil); id != 0 || !errors.As(err, &op) {
		t.Errorf("Listen on a port in use: %d, %v", id, err)
	}
}

// No more than backlog streams wait for Take; taking or closing one lets the
// next in. The table is bounded whatever the clients do.
func TestBacklog(t *testing.T) {
	var s Sockets
	defer s.CloseAll()
	l, err := s.Listen("127.0.0.1", 0, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	came := make(chan int, 10)
	s.Start(l, acceptFunc(func(id int, remote string) { came <- id }), false)
	for range 6 {
		open(t, &s, l)
	}
	first, second := <-came, <-came
	if n := len(s.socks); n != 3 {
		t.Errorf("%d sockets in the table, want 3", n)
	}
	if _, err := s.Take(first); err != nil {
		t.Error(err)
	}
	third := <-came
	s.Close(second)
	fourth := <-came
	if len(came) != 0 {
		t.Error("more streams than the backlog")
	}
	s.Close(third)
	s.Close(fourth)
	<-came
	<-came
	s.Close(first) // taken: frees no place twice
}

// Streams outlive their listener, as they do in skynet.
func TestCloseListenerKeepsStreams(t *testing.T) {
	var s Sockets
	defer s.CloseAll()
	l, _ := s.Listen("127.0.0.1", 0, 1, nil)
	came := make(chan int, 1)
	s.Start(l, acceptFunc(func(id int, remote string) { came <- id }), false)
	client := open(t, &s, l)
	id := <-came
	s.Close(l)
	nc, err := s.Take(id)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(nc, "x")
	if _, err := io.ReadFull(client, make([]byte, 1)); err != nil {
		t.Error(err)
	}
}

// A websocket over a socket of the table: the id is good until the end.
func TestSocketsAccept(t *testing.T) {
	var s Sockets
	defer s.CloseAll()
	l, _ := s.Listen("127.0.0.1", 0, 0, nil)
	st := prepareSite(t, Config{})
	ids := make(chan int, 1)
	s.Start(l, acceptFunc(func(id int, remote string) {
		nc, err := s.Take(id)
		if err != nil {
			t.Error(err)
			return
		}
		go func() {
			c, err := Accept(nc, nil)
			if err != nil {
				t.Error(err)
				return
			}
			if c.wire.raw == nil && rawConn(nc) == nil {
				t.Error("a stream of the table has no raw access")
			}
			ids <- id
			c.Run(&hook{s: st, message: echo})
		}()
	}), false)
	r := newRawClient(t, open(t, &s, l))
	r.send(rawRequest, text("x"))
	r.upgraded()
	r.wantFrame(byte(Text), "x")
	id := <-ids
	if i := s.Info(); len(i) != 2 || i[1].ID != id || i[1].Read != int64(len(rawRequest+text("x"))) || i[1].Written < 3 || !i[1].Reading {
		t.Errorf("%+v", i)
	}
	r.send(closeFrame(1000, ""))
	r.wantClose(1000)
	r.Close()
	st.end()

	r = newRawClient(t, open(t, &s, l))
	r.send(rawRequest)
	r.upgraded()
	if next := <-ids; next != id+1 || !s.Close(next) {
		t.Errorf("id %d after %d", next, id)
	}
	if end := st.end(); !errors.Is(end.Err, ErrLost) {
		t.Errorf("end: %+v", end)
	}
}

// Discard is for streams that nobody has taken.
func TestDiscard(t *testing.T) {
	var s Sockets
	defer s.CloseAll()
	s.Discard(1)
	ln, err := s.Listen("127.0.0.1", 0, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	ids := make(chan int, 2)
	if err := s.Start(ln, acceptFunc(func(id int, _ string) { ids <- id }), false); err != nil {
		t.Fatal(err)
	}
	s.Discard(ln)
	if s.Addr(ln) == nil {
		t.Error("Discard has closed a listener")
	}
	dial := func() int {
		nc, err := net.Dial("tcp", s.Addr(ln).String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { nc.Close() })
		return <-ids
	}
	waiting := dial()
	s.Discard(waiting)
	if s.Addr(waiting) != nil {
		t.Error("Discard has not closed a stream")
	}
	taken := dial() // there is room for one: Discard has made it
	if _, err := s.Take(taken); err != nil {
		t.Fatal(err)
	}
	s.Discard(taken)
	if s.Addr(taken) == nil {
		t.Error("Discard has closed a stream that was taken")
	}
}

// CloseListeners ends accepting and nothing else.
func TestCloseListeners(t *testing.T) {
	var s Sockets
	defer s.CloseAll()
	came := make(chan int, 1)
	var first int
	for i := range 3 {
		id, err := s.Listen("127.0.0.1", 0, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = id
			s.Start(id, acceptFunc(func(id int, _ string) { came <- id }), false)
		}
	}
	open(t, &s, first)
	stream := <-came
	addr := s.Addr(first).String()
	if n := len(s.Listeners()); n != 3 {
		t.Errorf("%d listeners", n)
	}
	s.CloseListeners()
	if l := s.Listeners(); len(l) != 0 {
		t.Errorf("listeners are left: %v", l)
	}
	if nc, err := net.Dial("tcp", addr); err == nil {
		nc.Close()
		t.Error("a closed listener accepts")
	}
	if _, err := s.Take(stream); err != nil {
		t.Errorf("Take: %v", err)
	}
}

// Streams that everybody has forgotten don't keep others out for ever.
func TestBacklogOfForgotten(t *testing.T) {
	s := Sockets{jam: time.Millisecond}
	defer s.CloseAll()
	l, err := s.Listen("127.0.0.1", 0, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := newRecord(t)
	s.Start(l, r, false)
	r.next(EventOpen)
	open(t, &s, l)
	taken := r.next(EventAccept)
	if _, err := s.Take(taken.N); err != nil {
		t.Fatal(err)
	}
	forgotten := []net.Conn{open(t, &s, l), open(t, &s, l)}
	for range forgotten {
		r.next(EventAccept)
	}
	open(t, &s, l)
	for _, nc := range forgotten {
		if _, err := nc.Read(make([]byte, 1)); err == nil {
			t.Error("a forgotten client gets something")
		}
	}
	dropped := 0
	for accepted := false; !accepted || dropped < 2; {
		switch e := <-r.events; e.Kind {
		case EventClose:
			dropped++
		case EventAccept:
			accepted = true
		case EventError:
			if !strings.HasSuffix(e.Text, "clients were dropped, which nobody has started for 1ms") {
				t.Error(e.Text)
			}
		}
	}
	if s.Stream(taken.N) == nil {
		t.Error("a stream that was taken is closed")
	}
}
