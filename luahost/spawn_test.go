package luahost_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

func TestSpawnTellsWhenTheServiceIsReady(t *testing.T) {
	f := newFixture(t, luahost.Options{LogLife: true})
	bad := errors.New("no good")
	for _, c := range []struct {
		name   string
		main   func(s *luahost.Service, L *luahost.State) error
		gone   bool
		failed string
		log    string
	}{
		{name: "ready", main: func(s *luahost.Service, _ *luahost.State) error { s.SetReady(); return nil }},
		{name: "returns an error", main: func(*luahost.Service, *luahost.State) error { return bad }, gone: true, failed: "no good",
			log: "lua loader error : no good\n"},
		{name: "raises an error", main: func(_ *luahost.Service, L *luahost.State) error { lua54.Errorf(L, "raised"); return nil },
			gone: true, failed: "raised", log: "lua loader error : raised\nstack traceback:\n"},
		{name: "exits", main: func(s *luahost.Service, L *luahost.State) error { s.Exit(L); return nil }, gone: true},
	} {
		ready := make(chan bool, 2)
		s, err := f.Spawn(luahost.Spawn{Name: c.name, Command: "snlua " + c.name, Main: c.main, Ready: func(s *luahost.Service) {
			select {
			case <-s.Gone():
				ready <- true
			default:
				ready <- false
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		if gone := <-ready; gone != c.gone {
			t.Errorf("%s: gone %v", c.name, gone)
		}
		if c.gone {
			failed := ""
			if err := s.Failure(); err != nil {
				failed = err.Error()
			}
			if failed != c.failed || s.Exited() != (c.failed == "") {
				t.Errorf("%s: failure %q, exited %v", c.name, failed, s.Exited())
			}
		}
		if !strings.Contains(f.log.String(), s.String()[1:]+"] LAUNCH snlua "+c.name+"\n") || !strings.Contains(f.log.String(), c.log) {
			t.Errorf("%s: the log\n%s", c.name, f.log)
		}
	}
}

// The main chunk is the first that a service does, whoever sends it something.
func TestSpawnedServiceRunsItsChunkFirst(t *testing.T) {
	f := newFixture(t, luahost.Options{})
	const addr = 100
	got := make(chan string, 1)
	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
				f.Send(addr, luahost.Message{Type: luahost.TypeLua})
			}
		}
	}()
	_, err := f.Spawn(luahost.Spawn{Name: "s", Addr: addr, Main: func(s *luahost.Service, _ *luahost.State) error {
		s.Receive(func(*luahost.Message) {
			select {
			case got <- s.Name():
			default:
			}
		})
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	<-got
	close(stop)
}

func TestSpawnAddresses(t *testing.T) {
	f := newFixture(t, luahost.Options{})
	idle := func(*luahost.Service, *luahost.State) error { return nil }
	spawn := func(addr uint32, system bool) (*luahost.Service, error) {
		return f.Spawn(luahost.Spawn{Name: "s", Addr: addr, System: system, Main: idle})
	}
	sys, err := spawn(3, true)
	if err != nil || sys.Addr() != 3 || sys.Command() != "s" {
		t.Fatal(sys, err)
	}
	if _, err := spawn(3, true); err != luahost.ErrAddressTaken {
		t.Error(err)
	}
	first, _ := spawn(0, false)
	if _, err := spawn(9, false); err != nil || first.Addr() != 8 {
		t.Error(first, err)
	}
	next, _ := spawn(0, false)
	if next.Addr() != 10 {
		t.Error(next)
	}
	list := ""
	for _, s := range f.Services() {
		list += s.String()
	}
	if list != ":00000003:00000008:00000009:0000000a" {
		t.Error(list)
	}
}

// Done is for services that aren't system ones.
func TestDone(t *testing.T) {
	f := newFixture(t, luahost.Options{})
	idle := func(*luahost.Service, *luahost.State) error { return nil }
	_, _ = f.Spawn(luahost.Spawn{Name: "sys", Addr: 3, System: true, Main: idle})
	a, _ := f.Spawn(luahost.Spawn{Name: "a", Main: idle})
	b, _ := f.Spawn(luahost.Spawn{Name: "b", Main: idle})
	a.Stop()
	<-a.Gone()
	select {
	case <-f.Done():
		t.Fatal("done, with a service left")
	default:
	}
	b.Stop()
	<-f.Done()
	if err := f.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Spawn(luahost.Spawn{Name: "late", Main: idle}); err != luahost.ErrHostClosed {
		t.Error(err)
	}
}

func TestMonitor(t *testing.T) {
	f := newFixture(t, luahost.Options{})
	told := make(chan luahost.Message, 4)
	watcher, _ := f.Spawn(luahost.Spawn{Name: "watcher", Main: func(s *luahost.Service, _ *luahost.State) error {
		s.Receive(func(m *luahost.Message) { told <- *m })
		return nil
	}})
	f.SetMonitor(watcher.Addr())
	s := f.launch(t, "")
	s.Stop()
	if m := <-told; m.Type != luahost.TypeClient || m.Source != s.Addr() || m.Session != 0 || m.Body != nil {
		t.Errorf("%+v", m)
	}
	watcher.Stop() // nobody to tell
	<-watcher.Gone()
}

// What goes from service to service when the host is closed comes to its end.
func TestCloseLetsServicesRest(t *testing.T) {
	f := newFixture(t, luahost.Options{})
	idle := func(*luahost.Service, *luahost.State) error { return nil }
	a, _ := f.Spawn(luahost.Spawn{Name: "a", Main: idle})
	b, _ := f.Spawn(luahost.Spawn{Name: "b", Main: idle})
	left := 1000
	var hop func()
	hop = func() {
		if left--; left > 0 {
			next := a
			if left%2 == 0 {
				next = b
			}
			next.Do(hop)
		}
	}
	a.Do(hop)
	if err := f.Close(context.Background()); err != nil || left != 0 {
		t.Errorf("%d messages were left; %v", left, err)
	}
}
