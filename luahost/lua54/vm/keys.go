package vm

import (
	"strings"
	"sync/atomic"

	lua "github.com/yuin/gopher-lua"
)

// Messages that are decoded have few different keys. Those met of late are
// remembered as Lua values: they cost nothing then, and are the same as the
// constants of scripts, which makes them quick to find in tables. This is shared
// by all states.

const (
	maxKey    = 32 // bytes; longer ones are not remembered
	keyPlaces = 1024
)

// keys has one place for each hash; a newer key takes it. What is met again
// while it has the place becomes a constant, which takes longer to make.
var keys [keyPlaces]atomic.Pointer[keyValue]

type keyValue struct {
	s        string
	v        lua.LValue
	constant bool
}

// KeyString is the string s, which may be a part of another, for use as a key.
func KeyString(s string) lua.LValue {
	if len(s) > maxKey {
		return CopyString(s)
	}
	h := uint32(len(s))
	for i := range len(s) {
		h = h*33 ^ uint32(s[i])
	}
	place := &keys[(h^h>>10)%keyPlaces]
	k := place.Load()
	switch {
	case k == nil || k.s != s:
		s = strings.Clone(s)
		k = &keyValue{s: s, v: lua.LString(s)}
		place.Store(k)
	case !k.constant:
		k = &keyValue{s: k.s, v: Const(k.s), constant: true}
		place.Store(k)
	}
	return k.v
}
