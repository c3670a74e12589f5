package socket

import (
	"testing"

	"github.com/luaws/luaws/wsbridge"
)

// A service that has had many sockets keeps only those that there are.
func TestDriverForgetsSockets(t *testing.T) {
	var sockets wsbridge.Sockets
	defer sockets.CloseAll()
	d := &driver{sockets: &sockets, ids: map[int]struct{}{}}
	var open []int
	for range 3 {
		id, err := sockets.Listen("127.0.0.1", 0, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		d.note(id)
		open = append(open, id)
	}
	for id := range 10_000 {
		d.note(1000 + id)
	}
	if len(d.ids) > 2*minSweep {
		t.Errorf("%d sockets are remembered", len(d.ids))
	}
	for _, id := range open {
		if _, ok := d.ids[id]; !ok {
			t.Errorf("socket %d is forgotten", id)
		}
	}
}
