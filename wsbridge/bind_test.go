//go:build unix

package wsbridge

import (
	"io"
	"os"
	"testing"
)

func TestBind(t *testing.T) {
	var s Sockets
	t.Cleanup(s.CloseAll)
	in, client, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	defer in.Close()
	r := newRecord(t)
	id, err := s.Bind(int(in.Fd()), r, true)
	if err != nil {
		t.Fatal(err)
	}
	if e := r.next(EventOpen); e.ID != id || e.Text != "binding" {
		t.Errorf("%+v", e)
	}
	io.WriteString(client, "line\n")
	r.next(EventData)
	if p, ok := s.Stream(id).ReadLine("\n"); !ok || p != "line" {
		t.Errorf("%q, %v", p, ok)
	}
	if i := s.Info(); len(i) != 1 || i[0].Type != "BIND" || i[0].Read != 5 {
		t.Errorf("%+v", i)
	}
	s.Close(id)
	r.next(EventClose)
	io.WriteString(client, "kept")
	p := make([]byte, 4)
	if _, err := io.ReadFull(in, p); err != nil || string(p) != "kept" {
		t.Errorf("the descriptor is of no use any more: %q, %v", p, err)
	}
	if _, err := s.Bind(1<<20, r, true); err == nil {
		t.Error("Bind of a descriptor that there isn't")
	}
}
