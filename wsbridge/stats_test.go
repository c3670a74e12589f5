package wsbridge

import (
	"strings"
	"testing"
)

// counts is the Server's counters that are not 0.
func (s *site) counts() map[string]int64 {
	all := map[string]int64{}
	for _, c := range s.srv.Counts() {
		if c.Value != 0 {
			all[c.Name] = c.Value
		}
	}
	return all
}

// wantCounts compares all that are not 0.
func (s *site) wantCounts(want map[string]int64) {
	s.t.Helper()
	got := s.counts()
	for name, n := range want {
		if got[name] != n {
			s.t.Errorf("%s is %d, want %d", name, got[name], n)
		}
		delete(got, name)
	}
	if len(got) > 0 {
		s.t.Errorf("also counted: %v", got)
	}
}

// Each Kind has a name of its own, of one of the two forms.
func TestKindNames(t *testing.T) {
	seen := map[string]bool{}
	for k := unknownKind + 1; k < kindCount; k++ {
		name := k.String()
		if seen[name] || k != AcceptFailed && k != ServedPlain && k != DroppedMessage && !strings.HasPrefix(name, "refused_") && !strings.HasPrefix(name, "closed_") {
			t.Errorf("Kind %d is called %q", k, name)
		}
		seen[name] = true
	}
}

// What happens is counted as what it is, and told but for ordinary ends.
func TestCounts(t *testing.T) {
	s := prepareSite(t, Config{Paths: []string{"/only"}, MaxMessage: 10})
	told := make(chan Incident, 10)
	s.srv.Incident = func(e Incident) { told <- e }
	s.serve(nil)
	only := strings.Replace(rawRequest, "GET / ", "GET /only ", 1)
	open := func() *rawClient {
		r := s.rawTCP()
		r.send(only)
		r.upgraded()
		return r
	}
	r := s.rawTCP()
	r.send(rawRequest)
	if e := <-told; e.Kind != RefusedPath || e.Remote.String() != r.LocalAddr().String() {
		t.Errorf("told %v", e)
	}
	r.Close()

	r = open()
	until(t, func() bool { return handshaking(s) == 0 }) // the server notices that the first has left
	s.wantCounts(map[string]int64{"accepted": 2, "opened": 1, "open": 1, "refused_path": 1})
	r.send(text("more than ten bytes"))
	r.wantClose(1009)
	s.end()
	if e := <-told; e.Kind != ClosedTooLong || e.Remote.String() != r.LocalAddr().String() || e.Err != ErrTooLong {
		t.Errorf("told %v", e)
	}
	r.Close()

	r = open()
	r.send(closeFrame(1000, ""))
	r.wantClose(1000)
	s.end()
	r.Close()
	r = open()
	s.conn()
	s.conn()
	s.conn().Close(1001, "mine")
	r.send(closeFrame(1001, ""))
	r.wantClose(1001)
	s.end()
	r.Close()
	open().Close()
	s.end()
	open()
	s.conn()
	s.srv.Shutdown(testContext(t))
	s.end()
	s.wantCounts(map[string]int64{
		"accepted": 6, "opened": 5, "refused_path": 1,
		"closed_by_peer": 1, "closed_by_us": 1, "closed_too_long": 1, "closed_lost": 1, "closed_stopping": 1,
	})
	select {
	case e := <-told:
		t.Errorf("told %v", e)
	default:
	}
}
