package wsbridge

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// member connects a client and has it join a room.
func (s *site) member(rooms *Rooms, name string) (*rawClient, *Conn) {
	s.t.Helper()
	r := s.raw()
	c := s.conn()
	if err := rooms.Join(name, c); err != nil {
		s.t.Fatal(err)
	}
	return r, c
}

func TestRooms(t *testing.T) {
	var rooms Rooms
	s := newSite(t, Config{}, nil)
	_, a := s.member(&rooms, "red")
	_, b := s.member(&rooms, "red")
	rooms.Join("blue", b)
	if err := rooms.Join("red", b); err != nil {
		t.Errorf("Join again: %v", err)
	}
	counts := func(red, blue, all int) {
		t.Helper()
		if r, b, n := rooms.Count("red"), rooms.Count("blue"), rooms.Len(); r != red || b != blue || n != all {
			t.Errorf("%d in red, %d in blue, %d rooms; want %d, %d, %d", r, b, n, red, blue, all)
		}
	}
	counts(2, 1, 2)
	if m := rooms.Members("red"); len(m) != 2 || m[0] == m[1] || m[0] != a && m[0] != b {
		t.Errorf("members: %v", m)
	}
	if rooms.Leave("blue", a) || rooms.Leave("green", a) {
		t.Error("Leave of a room it is not in")
	}
	if !rooms.Leave("red", b) || rooms.Leave("red", b) {
		t.Error("Leave")
	}
	counts(1, 1, 2)
	if m := rooms.Members("red"); len(m) != 1 || m[0] != a {
		t.Errorf("members: %v", m)
	}
	rooms.Leave("red", a)
	counts(0, 1, 1)
	if m := rooms.Members("red"); m != nil {
		t.Errorf("members: %v", m)
	}
	rooms.Leave("blue", b)
	counts(0, 0, 0)
	if rooms.rooms != nil {
		t.Error("the map is kept")
	}
	if n, err := rooms.Broadcast("red", Prepare(Text, "x")); n != 0 || err != nil {
		t.Errorf("a broadcast to nobody: %d %v", n, err)
	}
}

func TestRoomLimits(t *testing.T) {
	rooms, others := Rooms{PerConn: 2}, Rooms{PerConn: 2}
	s := newSite(t, Config{}, nil)
	_, c := s.member(&rooms, "1")
	for name, want := range map[string]error{"": ErrRoomName, strings.Repeat("n", 256): ErrRoomName, strings.Repeat("n", 255): nil} {
		if err := rooms.Join(name, c); err != want {
			t.Errorf("Join %.5q of %d bytes: %v", name, len(name), err)
		}
	}
	if err := rooms.Join("3", c); err != ErrTooManyRooms {
		t.Errorf("a third room: %v", err)
	}
	if err := rooms.Join("1", c); err != nil {
		t.Errorf("the first again: %v", err)
	}
	if rooms.Leave("1", c); rooms.Join("3", c) != nil {
		t.Error("a room that was left still counts")
	}
	if others.Count("3") != 0 || others.Leave("3", c) {
		t.Error("Rooms know each other")
	}
}

func TestRoomPerConnDefault(t *testing.T) {
	var rooms Rooms
	s := newSite(t, Config{}, nil)
	s.raw()
	c := s.conn()
	for i := range DefaultRoomsPerConn {
		if err := rooms.Join(fmt.Sprint(i), c); err != nil {
			t.Fatal(err)
		}
	}
	if err := rooms.Join("one more", c); err != ErrTooManyRooms {
		t.Errorf("one more: %v", err)
	}
	c.Abort(nil)
	if rooms.Len() != 0 {
		t.Errorf("%d rooms after the end", rooms.Len())
	}
}

// Whatever ends a connection takes it out of its rooms, before Closed is called.
func TestRoomsLeftAtTheEnd(t *testing.T) {
	for name, act := range map[string]func(r *rawClient, c *Conn){
		"Close":        func(_ *rawClient, c *Conn) { c.Close(1000, "") },
		"Abort":        func(_ *rawClient, c *Conn) { c.Abort(nil) },
		"peer closes":  func(r *rawClient, _ *Conn) { r.send(closeFrame(1000, "")) },
		"peer vanishs": func(r *rawClient, _ *Conn) { r.reset() },
		"fault":        func(r *rawClient, _ *Conn) { r.send("\x83\x80mask") },
		"too long":     func(r *rawClient, _ *Conn) { r.send(text(strings.Repeat("x", 2000))) },
	} {
		t.Run(name, func(t *testing.T) {
			var rooms Rooms
			closed := make(chan string, 1)
			s := prepareSite(t, Config{MaxMessage: 1000})
			s.serveHandlers(func(c *Conn) Handler {
				rooms.Join("a", c)
				rooms.Join("b", c)
				s.conns <- c
				return &atEnd{func() { closed <- fmt.Sprint(rooms.Len(), rooms.Join("a", c), rooms.Leave("a", c)) }}
			})
			r := s.raw()
			act(r, s.conn())
			r.Close()
			if got := <-closed; got != fmt.Sprint(0, ErrClosed, false) {
				t.Errorf("in Closed: %s", got)
			}
		})
	}
}

// atEnd is a Handler of which only Closed counts.
type atEnd struct{ closed func() }

func (h *atEnd) Message(*Conn, MessageType, []byte) {}
func (h *atEnd) Closed(*Conn, End)                  { h.closed() }

// A connection that is never run leaves when it is aborted.
func TestRoomsWithoutRun(t *testing.T) {
	var rooms Rooms
	client, result := accept1(t, nil)
	client.Write([]byte(rawRequest))
	got := <-result
	if err := rooms.Join("a", got.c); err != nil {
		t.Fatal(err)
	}
	got.c.Abort(errors.New("not wanted"))
	if rooms.Len() != 0 {
		t.Error("it is a member still")
	}
}

// A room that was large doesn't keep the memory of that.
func TestRoomShrinks(t *testing.T) {
	var rooms Rooms
	var conns []*Conn
	for range 1000 {
		c := &Conn{}
		rooms.Join("a", c)
		conns = append(conns, c)
	}
	for _, c := range conns[10:] {
		rooms.Leave("a", c)
	}
	if r := rooms.rooms["a"]; cap(r.conns) > 64 || cap(r.members) > 64 || len(r.conns) != 10 {
		t.Errorf("%d members in %d places", len(r.conns), cap(r.conns))
	}
	for i, x := range rooms.rooms["a"].members {
		if x.at != i {
			t.Errorf("member %d is at %d", x.at, i)
		}
	}
	for _, c := range conns[:10] {
		if !rooms.Leave("a", c) {
			t.Error("a member was lost")
		}
	}
}
