package luahost_test

import (
	"slices"
	"testing"

	"github.com/luaws/luaws/luahost"
)

// What is to be done at the end of a service is done once, whoever asks for it.
func TestEnds(t *testing.T) {
	f := newFixture(t, luahost.Options{})
	var done []string
	s, err := f.NewService("s", func(s *luahost.Service, _ *luahost.State) {
		ends := luahost.EndsOf(s)
		if ends != luahost.EndsOf(s) {
			t.Error("a service has two")
		}
		for _, name := range []string{"now", "removed", "later", "bug"} {
			ends.Add(name, func() {
				done = append(done, name)
				if name == "bug" {
					panic("a bug in Go")
				}
			})
		}
		if ends.Remove("removed") == nil || ends.Remove("removed") != nil {
			t.Error("it can't be removed, or twice")
		}
		ends.End("now")
		ends.End("now")
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Stop()
	<-s.Gone()
	slices.Sort(done)
	if want := []string{"bug", "later", "now"}; !slices.Equal(done, want) {
		t.Errorf("done: %v", done)
	}
}
