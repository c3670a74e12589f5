package luahost_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/luaws/luaws/luahost"
)

// receiver makes a service that collects its messages.
func receiver(t *testing.T, h *fixture) (s *luahost.Service, got func() []luahost.Message) {
	t.Helper()
	var mu sync.Mutex
	var all []luahost.Message
	s, err := h.NewService("receiver", func(s *luahost.Service, _ *luahost.State) {
		s.Receive(func(m *luahost.Message) {
			mu.Lock()
			defer mu.Unlock()
			all = append(all, *m)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, func() []luahost.Message {
		h.WaitIdle()
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(all)
	}
}

func TestMessagesArriveInOrder(t *testing.T) {
	h := newFixture(t, luahost.Options{})
	s, got := receiver(t, h)
	var want []luahost.Message
	for i := range 100 {
		m := luahost.Message{Type: luahost.TypeLua, Source: 1, Session: i, Body: i}
		want = append(want, m)
		if err := h.Send(s.Addr(), m); err != nil {
			t.Fatal(err)
		}
	}
	if g := got(); !slices.Equal(g, want) {
		t.Errorf("got %v", g)
	}
	if h.Send(9999, luahost.Message{}) != luahost.ErrNoService {
		t.Error("a message to nobody was taken")
	}
}

// A request to a service that has ended, or has no receiver, is answered with an error.
func TestRefusedMessages(t *testing.T) {
	h := newFixture(t, luahost.Options{})
	caller, got := receiver(t, h)
	deaf, err := h.NewService("deaf", func(*luahost.Service, *luahost.State) {})
	if err != nil {
		t.Fatal(err)
	}
	ended, _ := receiver(t, h)
	ended.Stop()
	<-ended.Gone()
	for i, s := range []*luahost.Service{deaf, ended} {
		s.Post(luahost.Message{Type: luahost.TypeLua, Source: caller.Addr(), Session: i + 1})
		s.Post(luahost.Message{Type: luahost.TypeLua, Source: caller.Addr()})
		s.Post(luahost.Message{Type: luahost.TypeResponse, Source: caller.Addr(), Session: 5})
		h.WaitIdle()
	}
	want := []luahost.Message{
		{Type: luahost.TypeError, Source: deaf.Addr(), Session: 1},
		{Type: luahost.TypeError, Source: ended.Addr(), Session: 2},
	}
	if g := got(); !slices.Equal(g, want) {
		t.Errorf("got %v, want %v", g, want)
	}
}

func TestNames(t *testing.T) {
	h := newFixture(t, luahost.Options{})
	a, _ := receiver(t, h)
	b, _ := receiver(t, h)
	for range 2 {
		if !h.SetName(".x", a.Addr()) {
			t.Error("the name is not given")
		}
	}
	if h.SetName(".x", b.Addr()) {
		t.Error("a name belongs to the first")
	}
	if addr, ok := h.Lookup(".x"); !ok || addr != a.Addr() {
		t.Error(addr, ok)
	}
	a.Stop()
	<-a.Gone()
	if _, ok := h.Lookup(".x"); ok {
		t.Error("the name outlives its service")
	}
	if !h.SetName(".x", b.Addr()) {
		t.Error("the name is not free")
	}
}
