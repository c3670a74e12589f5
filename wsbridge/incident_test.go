package wsbridge

import (
	"errors"
	"net"
	"slices"
	"testing"
	"time"
)

// The first of a kind is told at once, then one a second with how many more.
func TestThrottle(t *testing.T) {
	clock := newFakeClock()
	var lines []string
	s := &Server{Clock: clock, Incident: func(e Incident) { lines = append(lines, e.Kind.String()+" "+e.String()) }}
	tell := func(k Kind, text string) {
		s.incidents.tell(s, Incident{Kind: k, Remote: &net.TCPAddr{IP: net.IPv4(1, 2, 3, 4), Port: 5}, Err: errors.New(text)})
	}
	want := func(want ...string) {
		t.Helper()
		if !slices.Equal(lines, want) {
			t.Errorf("told %q, want %q", lines, want)
		}
		lines = nil
	}
	tell(RefusedPath, "one")
	want("refused_path 1.2.3.4:5: one")
	tell(RefusedPath, "two")
	tell(RefusedPath, "three")
	tell(ClosedTooLong, "other")
	want("closed_too_long 1.2.3.4:5: other")
	clock.advance(time.Second - 1)
	want()
	clock.advance(1)
	want("refused_path 1.2.3.4:5: three (and 1 more)")
	tell(RefusedPath, "four")
	want()
	clock.advance(time.Second)
	want("refused_path 1.2.3.4:5: four")
	clock.advance(time.Second)
	if n := clock.alarmCount(); n != 0 {
		t.Errorf("%d alarms when nothing happens", n)
	}
	tell(RefusedPath, "five")
	tell(ClosedLost, "is only counted")
	want("refused_path 1.2.3.4:5: five")
	for range 1000 {
		tell(RefusedPath, "six")
	}
	s.Shutdown(testContext(t))
	want("refused_path 1.2.3.4:5: six (and 999 more)")
	if n := clock.alarmCount(); n != 0 {
		t.Errorf("%d alarms after Shutdown", n)
	}
}
