package stdlib

import (
	"hash/maphash"
	"sync/atomic"
)

// Compiled patterns are kept for all states in a table of fixed size: a pattern
// that falls on the slot of another takes its place. Long patterns, which would
// cost memory and are mostly made up on the fly, are not kept.

const (
	patSlots   = 1 << 10
	patMaxKept = 128
)

var (
	patSeed  = maphash.MakeSeed()
	patCache [patSlots]atomic.Pointer[pattern]
)

func lookupPattern(src string) *pattern {
	if len(src) > patMaxKept {
		return compilePattern(src)
	}
	slot := &patCache[maphash.String(patSeed, src)%patSlots]
	if p := slot.Load(); p != nil && p.src == src {
		return p
	}
	p := compilePattern(string([]byte(src))) // src may be part of a large string
	slot.Store(p)
	return p
}
