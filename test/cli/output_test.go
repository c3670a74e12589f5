package cli

import (
	"context"
	"fmt"
	"regexp"
	"sync"
)

// output is what a process has written so far.
type output struct {
	mu      sync.Mutex
	text    []byte
	changed chan struct{} // closed and replaced at each change
}

func newOutput() *output { return &output{changed: make(chan struct{})} }

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = append(o.text, p...)
	close(o.changed)
	o.changed = make(chan struct{})
	return len(p), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.text)
}

// wait waits for text that matches, and returns the match and its groups. Once
// ended is closed there will be no more.
func (o *output) wait(ctx context.Context, re *regexp.Regexp, ended <-chan struct{}) ([]string, error) {
	for over := false; ; {
		o.mu.Lock()
		changed, match := o.changed, re.FindSubmatch(o.text)
		o.mu.Unlock()
		if match != nil {
			groups := make([]string, len(match))
			for i, m := range match {
				groups[i] = string(m)
			}
			return groups, nil
		}
		if over {
			return nil, fmt.Errorf("luaws ended without writing %s", re)
		}
		select {
		case <-changed:
		case <-ended:
			over = true
		case <-ctx.Done():
			return nil, fmt.Errorf("luaws has not written %s", re)
		}
	}
}
