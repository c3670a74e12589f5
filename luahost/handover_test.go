package luahost_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/luaws/luaws/luahost"
)

// A service that was sent something runs, although the sender runs on.
func TestHandoverDoesNotWaitForTheSender(t *testing.T) {
	h := newFixture(t, luahost.Options{})
	sender, err := h.NewService("sender", func(*luahost.Service, *luahost.State) {})
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan bool)
	var receivers []*luahost.Service
	for range 40 { // more than there are cells
		r, err := h.NewService("receiver", func(s *luahost.Service, _ *luahost.State) {
			s.Receive(func(*luahost.Message) { got <- true })
		})
		if err != nil {
			t.Fatal(err)
		}
		receivers = append(receivers, r)
	}
	sender.Do(func() {
		for range 10 {
			for _, r := range receivers {
				if err := sender.Send(r.Addr(), luahost.Message{}); err != nil {
					t.Error(err)
				}
				<-got // the sender's runner waits for the receiver
			}
		}
		for _, r := range receivers {
			sender.Send(r.Addr(), luahost.Message{})
		}
		for range receivers {
			<-got
		}
	})
	h.WaitIdle()
}

// Services that hand over to each other get all messages, each in order.
func TestHandoverLosesNothing(t *testing.T) {
	h := newFixture(t, luahost.Options{})
	const services, rounds = 8, 3000
	var all []*luahost.Service
	var left atomic.Int64
	last := make([]int, services)
	for i := range services {
		s, err := h.NewService(fmt.Sprint(i), func(s *luahost.Service, _ *luahost.State) {
			s.Receive(func(m *luahost.Message) {
				if m.Type == 1 { // in order from the outside
					if m.Session != last[i]+1 {
						t.Errorf("%d after %d", m.Session, last[i])
					}
					last[i] = m.Session
				}
				left.Add(-1)
				if n := m.Body.(int); n > 0 {
					left.Add(1)
					s.Send(all[(i+n)%services].Addr(), luahost.Message{Type: 2, Body: n - 1})
				}
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	for r := range rounds {
		for i, s := range all {
			left.Add(1)
			if err := h.Send(s.Addr(), luahost.Message{Type: 1, Session: r + 1, Body: (r + i) % 7}); err != nil {
				t.Fatal(err)
			}
		}
	}
	h.WaitIdle()
	if left.Load() != 0 {
		t.Errorf("%d messages are missing", left.Load())
	}
}

func TestMailboxLimit(t *testing.T) {
	h := newFixture(t, luahost.Options{MailboxLimit: 10})
	s, _ := receiver(t, h)
	release, running := make(chan bool), make(chan bool)
	s.Do(func() { running <- true; <-release })
	<-running
	for i := range 10 {
		if err := h.Send(s.Addr(), luahost.Message{Type: luahost.TypeLua}); err != nil {
			t.Fatal(i, err)
		}
	}
	err := h.Send(s.Addr(), luahost.Message{Type: luahost.TypeLua})
	if err == nil || err.Error() != "the mailbox of :00000008 is full (10 messages)" {
		t.Error(err)
	}
	if err := h.Send(s.Addr(), luahost.Message{Type: luahost.TypeResponse}); err != nil {
		t.Error("an answer was refused:", err)
	}
	release <- true
	h.WaitIdle()
	if err := h.Send(s.Addr(), luahost.Message{Type: luahost.TypeLua}); err != nil {
		t.Error(err)
	}
}

// The log tells of a mailbox each time that its length has doubled.
func TestOverload(t *testing.T) {
	h := newFixture(t, luahost.Options{})
	s, _ := receiver(t, h)
	for range 2 {
		release, running := make(chan bool), make(chan bool)
		s.Do(func() { running <- true; <-release })
		<-running
		for range 3000 {
			h.Send(s.Addr(), luahost.Message{})
		}
		h.log.Reset()
		release <- true
		h.WaitIdle()
		if got := h.log.String(); strings.Count(got, "overload") != 1 || !strings.Contains(got, "[:00000008] error: May overload, message queue length = 2999\n") {
			t.Error(got)
		}
	}
}

// Messages to a global name that nobody has wait for it, those to a local one don't.
func TestSendName(t *testing.T) {
	h := newFixture(t, luahost.Options{MailboxLimit: 3})
	from, _ := receiver(t, h)
	to, got := receiver(t, h)
	do := func(f func()) {
		done := make(chan bool)
		from.Do(func() { f(); close(done) })
		<-done
	}
	do(func() {
		if err := from.SendName(".local", luahost.Message{}); err != luahost.ErrNoService {
			t.Error(err)
		}
		for i := range 3 {
			if err := from.SendName("GLOBAL", luahost.Message{Session: i + 1, Type: luahost.TypeResponse}); err != nil {
				t.Error(err)
			}
		}
		if err := from.SendName("OTHER", luahost.Message{}); err == nil {
			t.Error("there is no bound")
		}
	})
	h.SetName("GLOBAL", to.Addr())
	h.SetName(".local", to.Addr())
	do(func() {
		from.SendName("GLOBAL", luahost.Message{Session: 4, Type: luahost.TypeResponse})
		from.SendName(".local", luahost.Message{Session: 5, Type: luahost.TypeResponse})
		if err := from.SendName("OTHER", luahost.Message{}); err != nil {
			t.Error(err)
		}
	})
	for i, m := range got() {
		if m.Session != i+1 {
			t.Errorf("got %v", got())
			break
		}
	}
	if len(got()) != 5 {
		t.Errorf("got %v", got())
	}
}

// A request that has waited for a name whose owner has no room for it is
// answered with an error: its sender was told that it is on its way.
func TestSendNameToFullMailbox(t *testing.T) {
	h := newFixture(t, luahost.Options{MailboxLimit: 1})
	from, got := receiver(t, h)
	to, _ := receiver(t, h)
	from.Do(func() {
		if err := from.SendName("GLOBAL", luahost.Message{Type: luahost.TypeLua, Source: from.Addr(), Session: 7}); err != nil {
			t.Error(err)
		}
	})
	h.WaitIdle()
	release, running := make(chan bool), make(chan bool)
	to.Do(func() { running <- true; <-release })
	<-running
	h.Send(to.Addr(), luahost.Message{Type: luahost.TypeLua})
	h.SetName("GLOBAL", to.Addr())
	release <- true
	want := luahost.Message{Type: luahost.TypeError, Source: to.Addr(), Session: 7}
	if all := got(); len(all) != 1 || all[0] != want {
		t.Errorf("got %v, want %v", all, want)
	}
}

func TestKillTask(t *testing.T) {
	f, n := newProbed(t)
	s := f.launch(t, `
		local p = require "probe"
		function sleeps() local c <close> = setmetatable({}, {__close = function() p.note "closed" end}) p.sleep(1000) p.note "woke" end
		function blocks() local c <close> = setmetatable({}, {__close = function() p.sleep(10) p.note "closed late" end}) p.sleep(1000) end`)
	done := make(chan bool)
	s.Do(func() {
		defer close(done)
		g := s.Lua().Globals()
		var ends []error
		task := func(name string) *luahost.Task {
			t := s.NewTask(g.RawGetString(name))
			t.OnEnd(func(err error) { ends = append(ends, err) })
			return t
		}
		parked, forked, blocks := task("sleeps"), task("sleeps"), task("blocks")
		parked.Begin()
		s.Fork(forked)
		blocks.Begin()
		if !parked.Kill() || !forked.Kill() || !blocks.Kill() || parked.Kill() || forked.Kill() {
			t.Error("killed wrongly")
		}
		if len(ends) != 2 || ends[0] != luahost.ErrTaskKilled || ends[1] != luahost.ErrTaskKilled {
			t.Error(ends)
		}
	})
	<-done
	f.WaitIdle()
	for f.clock.Step() {
		f.WaitIdle()
	}
	if n.String() != "closed closed late" {
		t.Error(n)
	}
	if f.log.String() != "" {
		t.Error(f.log)
	}
}

// A panic outside of any task is logged, and the service lives on.
func TestPanicOutsideOfATask(t *testing.T) {
	h := newFixture(t, luahost.Options{})
	s, got := receiver(t, h)
	s.Do(func() { panic("a bug") })
	if err := h.Send(s.Addr(), luahost.Message{Session: 1}); err != nil {
		t.Fatal(err)
	}
	if all := got(); len(all) != 1 {
		t.Error(all)
	}
	if !strings.Contains(h.log.String(), "[:00000008] luahost: panic: a bug\n") {
		t.Error(h.log)
	}
}
