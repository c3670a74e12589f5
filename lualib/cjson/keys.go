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

// keyCache has one place for each hash; a newer key takes it.
type keyCache struct {
	slots [places]atomic.Pointer[keyValue]
}

type keyValue struct {
	s string
	v lua.LValue
}

func (c *keyCache) value(s string) lua.LValue {
	if len(s) > maxKey {
		return lua.LString(strings.Clone(s))
	}
	h := uint32(len(s))
	for i := range len(s) {
		h = h*33 ^ uint32(s[i])
	}
	slot := &c.slots[(h^h>>10)%places]
	if k := slot.Load(); k != nil && k.s == s {
		return k.v
	}
	v := lua54.Constant(strings.Clone(s))
	slot.Store(&keyValue{string(v.(lua.LString)), v})
	return v
}
