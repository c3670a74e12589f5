//go:build !unix

package stdlib

import "time"

var started = time.Now()

// cpuSeconds is the time since the start: there is no portable processor time.
func cpuSeconds() float64 { return time.Since(started).Seconds() }
