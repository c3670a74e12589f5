package cli

import (
	"context"
	"fmt"
	"regexp"

	"github.com/luaws/luaws/test/buffer"
)

// output is what a process has written so far.
type output struct{ buffer.Buffer }

// wait waits for text that matches, and returns the match and its groups. Once
// ended is closed there will be no more.
func (o *output) wait(ctx context.Context, re *regexp.Regexp, ended <-chan struct{}) ([]string, error) {
	for over := false; ; {
		changed := o.Changed()
		if match := re.FindStringSubmatch(o.String()); match != nil {
			return match, nil
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
