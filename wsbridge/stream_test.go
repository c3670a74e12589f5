package wsbridge

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// A record is a Sink that keeps what it is told.
type record struct {
	t      testing.TB
	events chan Event
}

func newRecord(t testing.TB) *record { return &record{t, make(chan Event, 1000)} }

func (r *record) SocketEvent(e Event, _ bool) bool {
	r.events <- e
	return true
}

// next is the next event, which must be of a kind.
func (r *record) next(kind EventKind) Event {
	r.t.Helper()
	select {
	case e := <-r.events:
		if e.Kind != kind {
			r.t.Fatalf("event %+v, want kind %d", e, kind)
		}
		return e
	case <-time.After(time.Minute):
		r.t.Fatalf("no event; want kind %d", kind)
		return Event{}
	}
}

func (r *record) nothing() {
	r.t.Helper()
	select {
	case e := <-r.events:
		r.t.Fatalf("event %+v", e)
	default:
	}
}

// streamSite is a listener whose clients are told to a record.
type streamSite struct {
	Sockets
	*record
	listener int
}

func newStreamSite(t testing.TB) *streamSite {
	s := &streamSite{record: newRecord(t)}
	t.Cleanup(s.CloseAll)
	var err error
	if s.listener, err = s.Listen("127.0.0.1", 0, 0, s.record); err != nil {
		t.Fatal(err)
	}
	if err := s.Start(s.listener, s.record, false); err != nil {
		t.Fatal(err)
	}
	if e := s.next(EventOpen); e.ID != s.listener || e.Text != "start" {
		t.Errorf("%+v", e)
	}
	return s
}

// accept is a client and the stream that was accepted for it.
func (s *streamSite) accept() (net.Conn, *Stream) {
	s.t.Helper()
	nc, err := net.Dial("tcp", s.Addr(s.listener).String())
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { nc.Close() })
	nc.SetDeadline(time.Now().Add(time.Minute))
	e := s.next(EventAccept)
	if e.ID != s.listener || e.Text != nc.LocalAddr().String() {
		s.t.Errorf("%+v", e)
	}
	return nc, s.Stream(e.N)
}

// started is accept, and Start.
func (s *streamSite) started(flow bool) (net.Conn, *Stream) {
	s.t.Helper()
	nc, st := s.accept()
	if err := s.Start(st.ID(), s.record, flow); err != nil {
		s.t.Fatal(err)
	}
	if e := s.next(EventOpen); e.ID != st.ID() || e.Text != "start" {
		s.t.Errorf("%+v", e)
	}
	return nc, st
}

// Input that is waited for is told when it is there, and not before.
func TestStreamAwaits(t *testing.T) {
	s := newStreamSite(t)
	nc, st := s.started(false)
	if !st.AwaitBytes(4) {
		t.Fatal("nothing to wait for")
	}
	io.WriteString(nc, "ab")
	io.WriteString(nc, "cd\r")
	s.next(EventData)
	if p, ok := st.Read(4); !ok || p != "abcd" {
		t.Errorf("%q, %v", p, ok)
	}
	if !st.AwaitLine("\r\n") {
		if _, ok := st.ReadLine("\r\n"); ok {
			t.Error("a line that is not complete")
		}
	}
	io.WriteString(nc, "\nrest\r\n12")
	s.next(EventData)
	for _, want := range []string{"", "rest"} {
		if p, ok := st.ReadLine("\r\n"); !ok || p != want {
			t.Errorf("line %q, %v; want %q", p, ok, want)
		}
	}
	nc.(*net.TCPConn).CloseWrite()
	st.AwaitEnd() // perhaps it is there
	s.next(EventClose)
	if p := st.ReadAll(); p != "12" || !st.Ended() {
		t.Errorf("rest %q, ended %v", p, st.Ended())
	}
	if st.AwaitBytes(1) {
		t.Error("there is something to wait for after the end")
	}
	// The other direction is open still.
	if ok, flush := st.Send("bye", false); !ok || !flush {
		t.Errorf("Send: %v, %v", ok, flush)
	}
	s.Close(st.ID())
	s.nothing() // EventClose was told
	if p, err := io.ReadAll(nc); string(p) != "bye" || err != nil {
		t.Errorf("client got %q, %v", p, err)
	}
	if ok, _ := st.Send("x", false); ok {
		t.Error("Send on a closed stream")
	}
}

// A stream that tells of all input tells again when that was taken.
func TestStreamFlows(t *testing.T) {
	s := newStreamSite(t)
	nc, st := s.started(true)
	var got string
	for _, p := range []string{"one", "two"} {
		io.WriteString(nc, p)
		s.next(EventData)
		got += st.ReadAll()
	}
	if got != "onetwo" {
		t.Errorf("%q", got)
	}
	s.Shutdown(st.ID())
	s.next(EventClose)
}

// stalled waits until the stream is not read any more.
func (s *streamSite) stalled(st *Stream) {
	s.t.Helper()
	until(s.t, func() bool {
		i, _ := st.info()
		return !i.Reading && i.Read > 0
	})
}

// What nobody takes stops the reading, and so the peer.
func TestStreamStopsReading(t *testing.T) {
	for _, flow := range []bool{false, true} {
		s := newStreamSite(t)
		nc, st := s.started(flow)
		const all = 32 << 20
		go nc.Write(make([]byte, all))
		if flow {
			s.next(EventData)
		}
		s.stalled(st)
		if n := st.Buffered(); n < defaultReadAhead || n > defaultReadAhead+readAhead {
			t.Errorf("%d bytes were read ahead", n)
		}
		if flow {
			for got := len(st.ReadAll()); got < all; got += len(st.ReadAll()) {
				s.next(EventData)
			}
			continue
		}
		// Who waits for more gets it.
		for _, n := range []int{all / 2, all / 2} {
			if st.AwaitBytes(n) {
				s.next(EventData)
			}
			if p, ok := st.Read(n); !ok || len(p) != n {
				t.Errorf("%d bytes, %v", len(p), ok)
			}
		}
	}
}

// A line without end breaks the limit; a number of bytes that is asked for does
// not.
func TestStreamLimit(t *testing.T) {
	s := newStreamSite(t)
	nc, st := s.started(false)
	st.SetLimit(10)
	st.AwaitBytes(20)
	io.WriteString(nc, strings.Repeat("x", 20))
	s.next(EventData)
	st.ReadAll()
	st.AwaitLine("\n")
	io.WriteString(nc, strings.Repeat("x", 20))
	s.next(EventOverflow)
}

// Paused is not read; Start ends that.
func TestStreamPause(t *testing.T) {
	s := newStreamSite(t)
	nc, st := s.started(true)
	io.WriteString(nc, "a")
	s.next(EventData)
	st.ReadAll()
	s.Pause(st.ID())
	io.WriteString(nc, "b")
	io.WriteString(nc, "c")
	// What was being read when Pause came may arrive.
	if err := s.Start(st.ID(), s.record, true); err != nil {
		t.Fatal(err)
	}
	var got string
	for got != "bc" {
		select {
		case e := <-s.events:
			if e.Kind == EventData {
				got += st.ReadAll()
			}
		case <-time.After(time.Minute):
			t.Fatalf("got %q", got)
		}
	}
}

// Start by another sink moves the stream there with all that was not taken.
func TestStreamMoves(t *testing.T) {
	s := newStreamSite(t)
	nc, st := s.started(false)
	st.AwaitBytes(5)
	io.WriteString(nc, "hello")
	s.next(EventData)
	other := newRecord(t)
	if err := s.Start(st.ID(), other, true); err != nil {
		t.Fatal(err)
	}
	if e := other.next(EventOpen); e.Text != "transfer" {
		t.Errorf("%+v", e)
	}
	other.next(EventData)
	if p := st.ReadAll(); p != "hello" {
		t.Errorf("%q", p)
	}
	io.WriteString(nc, "again")
	other.next(EventData)
	nc.Close()
	st.ReadAll()
	other.next(EventClose)
	if err := s.Start(st.ID(), s.record, true); err != ErrEnded {
		t.Errorf("Start after the end: %v", err)
	}
	s.CloseOf(s.record, st.ID())
	if s.Stream(st.ID()) == nil {
		t.Error("CloseOf has closed somebody else's stream")
	}
	s.CloseOf(other, st.ID())
	if s.Stream(st.ID()) != nil {
		t.Error("CloseOf has not closed the stream")
	}
}

// A stream taken in the middle of everything loses nothing, in either direction.
func TestTakeInTheMiddle(t *testing.T) {
	for range 20 {
		s := newStreamSite(t)
		nc, st := s.started(true)
		const n = 1 << 20
		in, out := strings.Repeat("i", n), strings.Repeat("o", 8<<20)
		go io.WriteString(nc, in)
		st.Send(out, false)
		if e := <-s.events; e.Kind == EventData {
			s.next(EventWarning)
		} else {
			s.next(EventData)
		}
		head := st.ReadAll()
		taken, err := s.Take(st.ID())
		if err != nil {
			t.Fatal(err)
		}
		if ok, _ := st.Send("x", false); ok {
			t.Error("Send on a taken stream")
		}
		go io.WriteString(taken, "end")
		back := make([]byte, len(out)+3)
		read := make(chan error)
		go func() {
			_, err := io.ReadFull(nc, back)
			read <- err
		}()
		rest := make([]byte, n-len(head))
		if _, err := io.ReadFull(taken, rest); err != nil {
			t.Fatal(err)
		}
		if err := <-read; err != nil || string(back) != out+"end" {
			t.Errorf("client: %v", err)
		}
		if !s.Close(st.ID()) {
			t.Error("the id of a taken stream is not valid")
		}
	}
}

// The goroutine that reads may itself call everything.
type inline struct {
	*record
	do func(Event)
}

func (i *inline) SocketEvent(e Event, here bool) bool {
	i.do(e)
	return i.record.SocketEvent(e, here)
}

func TestStreamInline(t *testing.T) {
	s := newStreamSite(t)
	nc, st := s.accept()
	got := make(chan string, 1)
	in := &inline{record: s.record}
	in.do = func(e Event) {
		if e.Kind != EventData {
			return
		}
		head, _ := st.Read(2)
		taken, err := s.Take(e.ID)
		if err != nil {
			t.Error(err)
			return
		}
		go func() {
			p, _ := io.ReadAll(taken)
			got <- head + "|" + string(p)
			taken.Close()
		}()
	}
	s.Start(st.ID(), in, true)
	io.WriteString(nc, "abc")
	s.next(EventOpen)
	s.next(EventData)
	io.WriteString(nc, "def")
	nc.(*net.TCPConn).CloseWrite()
	if p := <-got; p != "ab|cdef" {
		t.Errorf("%q", p)
	}
}

func TestConnect(t *testing.T) {
	s := newStreamSite(t)
	addr := s.Addr(s.listener).(*net.TCPAddr)
	r := newRecord(t)
	id := s.Connect("127.0.0.1", addr.Port, r, false)
	if _, needFlush := s.Stream(id).Send("early", false); needFlush { // it is connected already
		s.Stream(id).Flush()
	}
	if e := r.next(EventOpen); e.ID != id || e.Text != "127.0.0.1" {
		t.Errorf("%+v", e)
	}
	e := s.next(EventAccept)
	s.Start(e.N, s.record, true)
	s.next(EventOpen)
	s.next(EventData)
	if p := s.Stream(e.N).ReadAll(); p != "early" {
		t.Errorf("%q", p)
	}
	s.Shutdown(e.N)
	s.next(EventClose)
	r.next(EventClose)

	s.Close(s.listener)
	s.next(EventClose)
	id = s.Connect("127.0.0.1", addr.Port, r, false)
	if e := r.next(EventError); e.ID != id || e.Text != "Connection refused" {
		t.Errorf("%+v", e)
	}
	if s.Stream(id) != nil {
		t.Error("a stream that was not connected is in the table")
	}
	r.nothing()
}

// A reset is an error, and the stream has to be closed.
func TestStreamReset(t *testing.T) {
	s := newStreamSite(t)
	nc, st := s.started(true)
	nc.(*net.TCPConn).SetLinger(0)
	nc.Close()
	if e := s.next(EventError); e.Text != "Connection reset by peer" {
		t.Errorf("%+v", e)
	}
	s.Shutdown(st.ID())
	s.next(EventClose)
}
