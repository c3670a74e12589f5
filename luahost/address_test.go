package luahost

import (
	"context"
	"io"
	"testing"
)

// Addresses start again where a node's number would begin.
func TestAddressesStartAgain(t *testing.T) {
	h := New(Options{Log: io.Discard})
	defer h.Close(context.Background())
	h.last = maxAddress - 1
	for _, want := range []uint32{maxAddress, firstAddress, firstAddress + 1} {
		s, err := h.NewService("s", func(*Service, *State) {})
		if err != nil || s.Addr() != want {
			t.Errorf("%v, %v; want :%08x", s, err, want)
		}
	}
}

// A name can't be given to who has ended: nobody would take it back.
func TestNoNameForTheDead(t *testing.T) {
	h := New(Options{Log: io.Discard})
	defer h.Close(context.Background())
	s, err := h.NewService("s", func(*Service, *State) {})
	if err != nil {
		t.Fatal(err)
	}
	s.Stop()
	<-s.Gone()
	if h.SetName("NAME", s.Addr()) || len(h.names.of) > 0 {
		t.Error("a service that has ended got a name")
	}
}
