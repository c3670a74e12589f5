package cjson

import (
	"strings"
	"sync/atomic"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// keys remembers the keys of objects, of which messages have few: as Lua values
// they cost nothing then, and are the same as the constants of scripts. It is
// shared by all services.
var keys keyCache

const (
	maxKey = 32 // bytes; longer ones are not remembered
	places = 1024
)

// keyCache has one place for each hash; a newer key takes it. What is met again
// while it has the place becomes a constant, which takes longer to make.
type keyCache [places]atomic.Pointer[keyValue]

type keyValue struct {
	s        string
	v        lua.LValue
	constant bool
}

func (c *keyCache) value(s string) lua.LValue {
	if len(s) > maxKey {
		return lua.LString(strings.Clone(s))
	}
	h := uint32(len(s))
	for i := range len(s) {
		h = h*33 ^ uint32(s[i])
	}
	place := &c[(h^h>>10)%places]
	k := place.Load()
	switch {
	case k == nil || k.s != s:
		s = strings.Clone(s)
		k = &keyValue{s: s, v: lua.LString(s)}
		place.Store(k)
	case !k.constant:
		k = &keyValue{s: k.s, v: lua54.Constant(k.s), constant: true}
		place.Store(k)
	}
	return k.v
}
