package websocket

import (
	"math"
	"math/rand/v2"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// backOff is how long a client waits before it connects again: twice as long
// each time, from min to max, and of that a random part of at least a half, so
// that clients which lost their server together don't come back together.
type backOff struct {
	min, max time.Duration
	tries    int // in a row that may fail; 0: any number

	next   time.Duration // 0: min
	failed int           // in a row
}

const (
	firstDelay = 500 * time.Millisecond
	lastDelay  = 30 * time.Second
)

// backOff reads the option reconnect: true, or {min =, max =, tries =}, in
// centiseconds.
func (r optionReader) backOff() *backOff {
	b := &backOff{min: firstDelay, max: lastDelay}
	switch v := r.get("reconnect"); v := v.(type) {
	case *lua.LNilType:
		return nil
	case lua.LBool:
		if !v {
			return nil
		}
	case *lua54.Table:
		r := optionReader{r.L, r.function + ": reconnect", v}
		least, given := r.ticks("min")
		if given {
			b.min, b.max = least, max(b.max, least)
		}
		if d, ok := r.ticks("max"); ok {
			if b.max = d; !given {
				b.min = min(b.min, d)
			}
		}
		if n, ok := r.number("tries"); ok {
			b.tries = int(min(n, math.MaxInt32)) // infinity is one of them
		}
		if b.min < tick || b.max < b.min || b.tries < 0 {
			lua54.Errorf(r.L, "%s: needs 1 <= min <= max (centiseconds) and tries >= 0", r.function)
		}
	default:
		r.wrong("reconnect", "a boolean or a table", v)
	}
	return b
}

// fail tells how long to wait after a failure; false: that was the last try.
func (b *backOff) fail() (time.Duration, bool) {
	if b == nil {
		return 0, false
	}
	if b.failed++; b.tries > 0 && b.failed >= b.tries {
		return 0, false
	}
	d := max(b.next, b.min)
	b.next = min(2*d, b.max)
	return d/2 + rand.N(d/2+1), true
}

// lived is called when a connection has ended. Only one that lived longer than
// the longest delay shows that all is well again: a server that accepts and hangs
// up at once must not be called without a pause.
func (b *backOff) lived(d time.Duration) {
	if b != nil && d >= b.max {
		b.next, b.failed = 0, 0
	}
}
