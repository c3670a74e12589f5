package wsbridge

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// Close sends everything that is queued first, even to a peer that reads later.
func TestStreamCloseDrains(t *testing.T) {
	s := newStreamSite(t)
	nc, st := s.started(false)
	big := bytes.Repeat([]byte("0123456789abcdef"), 1<<20)
	if ok, _ := st.Send(string(big), false); !ok {
		t.Fatal("Send")
	}
	if e := s.next(EventWarning); e.N < 1024 {
		t.Errorf("%+v", e)
	}
	s.Close(st.ID())
	s.next(EventClose)
	if i := s.Info(); len(i) != 2 || i[1].Type != "CLOSING" || i[1].Queued == 0 || !i[1].Writing {
		t.Errorf("%+v", i)
	}
	if ok, _ := st.Send("more", false); ok {
		t.Error("Send after Close")
	}
	got, err := io.ReadAll(nc)
	if err != nil || !bytes.Equal(got, big) {
		t.Errorf("client got %d bytes, %v", len(got), err)
	}
	until(t, func() bool { return s.Stream(st.ID()) == nil })
}

// Warnings come at 1 MiB, 2, 4 and so on, and when everything has gone out.
func TestStreamWarns(t *testing.T) {
	s := newStreamSite(t)
	nc, st := s.started(false)
	chunk := strings.Repeat("x", 64<<10)
	var warned []int
	for len(warned) < 4 {
		st.Send(chunk, false)
		for len(s.events) > 0 {
			warned = append(warned, s.next(EventWarning).N)
		}
	}
	for i, want := range []int{1 << 10, 2 << 10, 4 << 10, 8 << 10} {
		if got := warned[i]; got < want || got > want+64 {
			t.Errorf("warning %d at %d KiB, want %d", i, got, want)
		}
	}
	go io.Copy(io.Discard, nc)
	if e := s.next(EventWarning); e.N != 0 {
		t.Errorf("%+v", e)
	}
}

// A peer that takes nothing breaks its stream when the bound is reached.
func TestStreamSendBound(t *testing.T) {
	s := newStreamSite(t)
	s.SendQueue = 100 << 10
	_, st := s.started(false)
	chunk := strings.Repeat("x", 64<<10)
	for {
		if ok, _ := st.Send(chunk, false); !ok {
			break
		}
	}
	if e := s.next(EventError); e.Text != "send queue full" {
		t.Errorf("%+v", e)
	}
	s.next(EventClose)
	if s.Stream(st.ID()) != nil {
		t.Error("the stream is in the table still")
	}
}

// Low priority comes after all else, in its own order, message by message.
func TestStreamLowPriority(t *testing.T) {
	s := newStreamSite(t)
	nc, st := s.started(false)
	fill := strings.Repeat("f", 16<<20)
	st.Send(fill, false) // more than the kernel takes
	st.Send("L1", true)
	st.Send("L2", true)
	st.Send("high", false)
	go s.Close(st.ID())
	got, err := io.ReadAll(nc)
	if err != nil || len(got) < len(fill) {
		t.Fatalf("client got %d bytes, %v", len(got), err)
	}
	if rest := string(got[len(fill):]); rest != "highL1L2" {
		t.Errorf("after the filling: %q", rest)
	}
}
