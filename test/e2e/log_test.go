package e2e

import (
	"context"
	"strings"
	"testing"

	"github.com/luaws/luaws/test/buffer"
)

// A logbook is a log that tests can wait on.
type logbook struct{ buffer.Buffer }

// count is how many lines contain part.
func (l *logbook) count(part string) int { return len(l.lines(part)) }

// lines are those that contain part, without the service's address.
func (l *logbook) lines(part string) []string {
	var found []string
	for line := range strings.Lines(l.String()) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "[:") {
			_, line, _ = strings.Cut(line, "] ")
		}
		if strings.Contains(line, part) {
			found = append(found, line)
		}
	}
	return found
}

// wait returns when n lines contain part.
func (l *logbook) wait(t testing.TB, n int, part string) {
	t.Helper()
	ctx, cancel := context.WithCancel(testContext(t))
	defer cancel()
	for {
		changed := l.Changed()
		if l.count(part) >= n {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			t.Fatalf("the log has %d lines with %q, not %d", l.count(part), part, n)
		}
	}
}

// events are the lines that handlers and tracebacks begin with.
func (l *logbook) events() []string {
	var found []string
	for _, line := range l.lines("") {
		if strings.HasPrefix(line, "on_") || line == "stack traceback:" {
			found = append(found, line)
		}
	}
	return found
}
