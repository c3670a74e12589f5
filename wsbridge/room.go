package wsbridge

import (
	"slices"
	"sync"
)

// Limits of Rooms.
const (
	// MaxRoomName is the longest name of a room, in bytes.
	MaxRoomName = 255

	// DefaultRoomsPerConn is that of Rooms.PerConn.
	DefaultRoomsPerConn = 128
)

// Rooms are sets of connections under names. A room exists as long as it has
// members. A connection leaves its rooms by itself when it begins to close. The
// zero value is ready for use; all methods may be called from any goroutine.
//
// Join, Leave, Count and Members take a lock for some instructions (Members and a
// broadcast to a room that has changed: to copy a slice), never for as long as a
// broadcast takes.
type Rooms struct {
	// PerConn is in how many rooms one connection may be. Default 128. It must
	// not be changed once the Rooms are in use.
	PerConn int

	mu    sync.Mutex
	rooms map[string]*room
}

// A room's members are conns; members are their memberships, in the same order.
type room struct {
	name string
	turn sync.Mutex // held while a broadcast is queued
	flushing

	// Guarded by Rooms.mu.
	version uint64 // counts the changes
	conns   []*Conn
	members []*membership
}

// A membership is that of a connection in a room.
type membership struct {
	rooms *Rooms
	room  *room
	at    int // in room.conns; guarded by rooms.mu
}

// memberships are those of one connection, which has none until it joins a room.
type memberships struct {
	mu   sync.Mutex
	list []*membership
}

// Join makes c a member of the room with this name, which it may be already. It
// returns ErrRoomName, ErrTooManyRooms, or ErrClosed if c is closing (ErrNotOpen
// before it is open).
func (rs *Rooms) Join(name string, c *Conn) error {
	if name == "" || len(name) > MaxRoomName {
		return ErrRoomName
	}
	limit := rs.PerConn
	if limit <= 0 {
		limit = DefaultRoomsPerConn
	}
	s := c.memberships()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case c.Closing(): // after that it leaves, under this lock
		return c.shut()
	case s.find(rs, name) >= 0:
		return nil
	case len(s.list) >= limit:
		return ErrTooManyRooms
	}
	s.list = append(s.list, rs.add(name, c))
	return nil
}

// Leave ends c's membership, and reports whether there was one. A broadcast that
// has begun before may still reach c.
func (rs *Rooms) Leave(name string, c *Conn) bool {
	s := c.in.Load()
	if s == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(rs, name)
	if i < 0 {
		return false
	}
	rs.remove(s.list[i])
	s.list = slices.Delete(s.list, i, i+1)
	return true
}

// Count returns how many members a room has.
func (rs *Rooms) Count(name string) int {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if r := rs.rooms[name]; r != nil {
		return len(r.conns)
	}
	return 0
}

// Members returns a room's members, in no order.
func (rs *Rooms) Members(name string) []*Conn {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if r := rs.rooms[name]; r != nil {
		return slices.Clone(r.conns)
	}
	return nil
}

// Len returns how many rooms there are.
func (rs *Rooms) Len() int {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	return len(rs.rooms)
}

// add makes the membership of c, which must not have one in this room.
func (rs *Rooms) add(name string, c *Conn) *membership {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r := rs.rooms[name]
	if r == nil {
		if rs.rooms == nil {
			rs.rooms = make(map[string]*room)
		}
		r = &room{name: name}
		rs.rooms[name] = r
	}
	s := &membership{rs, r, len(r.conns)}
	r.conns = append(r.conns, c)
	r.members = append(r.members, s)
	r.version++
	return s
}

func (rs *Rooms) remove(s *membership) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r := s.room
	last := len(r.conns) - 1
	r.conns[s.at], r.members[s.at] = r.conns[last], r.members[last]
	r.members[s.at].at = s.at
	r.conns = cut(r.conns)
	r.members = cut(r.members)
	r.version++
	if last > 0 {
		return
	}
	if delete(rs.rooms, r.name); len(rs.rooms) == 0 {
		rs.rooms = nil // a map keeps the memory of what it once held
	}
}

// cut returns s without its last element, in less memory when much is unused.
func cut[T any](s []*T) []*T {
	last := len(s) - 1
	s[last] = nil
	if s = s[:last]; last < cap(s)/4 && cap(s) > 64 {
		s = append(make([]*T, 0, cap(s)/2), s...)
	}
	return s
}

// find returns where in the list the membership in a room is, or -1.
func (s *memberships) find(rs *Rooms, name string) int {
	return slices.IndexFunc(s.list, func(x *membership) bool { return x.rooms == rs && x.room.name == name })
}

// memberships makes c's memberships if there are none.
func (c *Conn) memberships() *memberships {
	if s := c.in.Load(); s != nil {
		return s
	}
	c.in.CompareAndSwap(nil, new(memberships))
	return c.in.Load()
}

// leaveRooms is called once c is closing: it is in no room then, and can join none.
func (c *Conn) leaveRooms() {
	s := c.in.Load()
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.list {
		x.rooms.remove(x)
	}
	s.list = nil
}
