package wsbridge

import "slices"

// Broadcast sends p to all members of a room but those in except, and returns to
// how many. It returns ErrTooLong if p is over the MaxMessage of one of them;
// then nobody gets it.
//
// It waits for no peer: to each member it is Conn.SendPrepared, with the bound
// and the end of a slow one. All members get the broadcasts of a room in the same
// order, whoever makes them, and those of one caller in the order of his calls,
// also among what he sends by Conn.Send. Who is a member before Broadcast is
// called and until it returns gets p once.
func (rs *Rooms) Broadcast(name string, p *Prepared, except ...*Conn) (int, error) {
	var b Batch
	n, err := rs.BroadcastQueued(name, p, &b, except...)
	b.Flush()
	return n, err
}

// BroadcastQueued is Broadcast without the writes to the sockets: the caller must
// call b.Flush soon. Several broadcasts that are gathered like this go out in one
// system call for each member.
func (rs *Rooms) BroadcastQueued(name string, p *Prepared, b *Batch, except ...*Conn) (int, error) {
	rs.mu.Lock()
	r := rs.rooms[name]
	rs.mu.Unlock()
	if r == nil {
		return 0, nil
	}
	if len(b.snapshots) >= maxSnapshots {
		b.Flush()
	}
	r.turn.Lock()
	defer r.turn.Unlock()
	out := excluding(except)
	conns := b.members(rs, r)
	for _, c := range conns {
		if c.tooLong(len(p.data)) && !c.Closing() && !out(c) {
			return 0, ErrTooLong
		}
	}
	n := 0
	for _, c := range conns {
		if !out(c) && c.leavePrepared(p) == nil {
			n++
		}
	}
	return n, nil
}

// excluding tells who is in except.
func excluding(except []*Conn) func(*Conn) bool {
	if len(except) <= 8 {
		return func(c *Conn) bool { return slices.Contains(except, c) }
	}
	set := make(map[*Conn]bool, len(except))
	for _, c := range except {
		set[c] = true
	}
	return func(c *Conn) bool { return set[c] }
}

// A Batch is the receivers of broadcasts that have not been written to their
// sockets. It is to be used by one goroutine at a time. The zero value is empty.
type Batch struct{ snapshots []snapshot }

// maxSnapshots bounds a Batch.
const maxSnapshots = 16

// Empty reports whether there is nobody to be flushed.
func (b *Batch) Empty() bool { return len(b.snapshots) == 0 }

// members returns the members of r, a copy. Of rooms that have not changed since,
// the Batch has one.
func (b *Batch) members(rs *Rooms, r *room) []*Conn {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for _, x := range b.snapshots {
		if x.room == r && x.version == r.version {
			return *x.conns
		}
	}
	conns := snapshotPool.Get().(*[]*Conn)
	*conns = append(*conns, r.conns...)
	b.snapshots = append(b.snapshots, snapshot{r, r.version, conns})
	return *conns
}

// Flush writes what is queued for the receivers, as far as the kernel takes it
// without waiting; the rest follows by itself. While another goroutine does so in
// the same room, it is left to that one. The Batch is empty then.
func (b *Batch) Flush() {
	for i, x := range b.snapshots {
		b.snapshots[i] = snapshot{}
		x.room.flush(x)
	}
	b.snapshots = b.snapshots[:0]
}
