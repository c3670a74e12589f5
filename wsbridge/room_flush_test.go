package wsbridge

import (
	"fmt"
	"testing"
)

// What is broadcast while another goroutine writes to the room goes out in that
// one's next round, in one write for each member.
func TestBroadcastDuringFlush(t *testing.T) {
	var rooms Rooms
	_, r, c, nc := countingSite(t, Config{}, nil)
	rooms.Join("a", c)
	reading(c)
	room := rooms.rooms["a"]
	room.on = true
	before := nc.writes.Load()
	for i := range 10 {
		if i == 5 {
			rooms.Join("a", &Conn{set: &settings{}})
		}
		if n, err := rooms.Broadcast("a", Prepare(Text, fmt.Sprint(i)), rooms.Members("a")[1:]...); n != 1 || err != nil {
			t.Errorf("%d %v", n, err)
		}
	}
	if n := nc.writes.Load() - before; n != 0 || len(room.waiting) != 2 {
		t.Errorf("%d writes; %d snapshots wait, want one for each of the two sets of members", n, len(room.waiting))
	}
	room.round()
	if n := nc.writes.Load() - before; n != 1 || room.more() || room.on {
		t.Errorf("%d writes; still on: %v", n, room.on)
	}
	for i := range 10 {
		r.wantFrame(byte(Text), fmt.Sprint(i))
	}
}
