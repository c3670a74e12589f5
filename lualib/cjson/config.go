package cjson

import (
	"fmt"
	"math"
	"slices"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// config is what can be set. One that was read is not written to.
type config struct {
	sparseConvert bool  // excessively sparse arrays are objects, not errors
	sparseRatio   int64 // how many times more indices than items are too many; 0: none
	sparseSafe    int64 // ... unless the last index is at most this

	encodeDepth, decodeDepth     int64
	encodeInvalid, decodeInvalid int64 // off, on or, for encode, null
	precision                    int64
	keepBuffer                   bool // remembered only
	emptyAsArray                 bool
	escapeSlash                  bool
	skipUnsupported              bool
	arrayMeta                    bool // decoded arrays get array_mt
	comments                     bool
	indent                       string
}

// Values of encodeInvalid and decodeInvalid.
const (
	off = iota
	on
	asNull
)

// maxNesting bounds what a script may set as depth: each level takes stack.
const maxNesting = 16384

var defaults = config{
	sparseRatio: 2, sparseSafe: 10,
	encodeDepth: 1000, decodeDepth: 1000,
	decodeInvalid: on,
	precision:     14,
	keepBuffer:    true,
	escapeSlash:   true,
}

// configKey is where a service keeps the settings of a module.
type configKey struct{ safe bool }

func (in *instance) config(L *luahost.State) *config {
	if in.own != nil {
		return in.own
	}
	if c, ok := luahost.ServiceOf(L).Value(configKey{in.safe}).(*config); ok {
		return c
	}
	return &defaults
}

// change replaces the settings by a copy that set has written to: an encode that
// is under way, in another task, keeps its own.
func (in *instance) change(L *luahost.State, set func(c *config)) *config {
	c := *in.config(L)
	set(&c)
	if in.own != nil {
		in.own = &c
	} else {
		luahost.ServiceOf(L).SetValue(configKey{in.safe}, &c)
	}
	return &c
}

// settings are the functions that set, if they have an argument, and tell.
func (in *instance) settings() map[string]lua.LGFunction {
	invert := func(get func(*config) *bool) lua.LGFunction {
		return in.setting(1, func(L *luahost.State, c *config) {
			v := !*get(c)
			setBool(L, 1, &v)
			*get(c) = !v
		}, func(c *config) []lua.LValue { return []lua.LValue{lua.LBool(!*get(c))} })
	}
	boolean := func(get func(*config) *bool) lua.LGFunction {
		return in.setting(1, func(L *luahost.State, c *config) { setBool(L, 1, get(c)) },
			func(c *config) []lua.LValue { return []lua.LValue{lua.LBool(*get(c))} })
	}
	integer := func(low, high int64, get func(*config) *int64) lua.LGFunction {
		return in.setting(1, func(L *luahost.State, c *config) { setInt(L, 1, get(c), low, high) },
			func(c *config) []lua.LValue { return []lua.LValue{lua54.Int(*get(c))} })
	}
	invalid := func(words []string, get func(*config) *int64) lua.LGFunction {
		return in.setting(1, func(L *luahost.State, c *config) { setWord(L, 1, get(c), words) },
			func(c *config) []lua.LValue { return []lua.LValue{wordValue(*get(c), words)} })
	}
	return map[string]lua.LGFunction{
		"encode_sparse_array": in.setting(3, func(L *luahost.State, c *config) {
			setBool(L, 1, &c.sparseConvert)
			setInt(L, 2, &c.sparseRatio, 0, math.MaxInt32)
			setInt(L, 3, &c.sparseSafe, 0, math.MaxInt32)
		}, func(c *config) []lua.LValue {
			return []lua.LValue{lua.LBool(c.sparseConvert), lua54.Int(c.sparseRatio), lua54.Int(c.sparseSafe)}
		}),
		"encode_max_depth":                    integer(1, math.MaxInt32, func(c *config) *int64 { return &c.encodeDepth }),
		"decode_max_depth":                    integer(1, math.MaxInt32, func(c *config) *int64 { return &c.decodeDepth }),
		"encode_number_precision":             integer(1, 16, func(c *config) *int64 { return &c.precision }),
		"encode_keep_buffer":                  boolean(func(c *config) *bool { return &c.keepBuffer }),
		"encode_invalid_numbers":              invalid([]string{"off", "on", "null"}, func(c *config) *int64 { return &c.encodeInvalid }),
		"decode_invalid_numbers":              invalid([]string{"off", "on"}, func(c *config) *int64 { return &c.decodeInvalid }),
		"encode_empty_table_as_array":         boolean(func(c *config) *bool { return &c.emptyAsArray }),
		"encode_empty_table_as_object":        invert(func(c *config) *bool { return &c.emptyAsArray }),
		"encode_escape_forward_slash":         boolean(func(c *config) *bool { return &c.escapeSlash }),
		"encode_skip_unsupported_value_types": boolean(func(c *config) *bool { return &c.skipUnsupported }),
		"decode_array_with_array_mt":          boolean(func(c *config) *bool { return &c.arrayMeta }),
		"decode_allow_comment":                boolean(func(c *config) *bool { return &c.comments }),
		"encode_indent": in.setting(1, func(L *luahost.State, c *config) { c.indent = lua54.OptStr(L, 1, c.indent) },
			func(c *config) []lua.LValue { return []lua.LValue{lua.LString(c.indent)} }),
	}
}

// setting makes a function of up to n arguments: set takes them over, show gives
// what holds then.
func (in *instance) setting(n int, set func(L *luahost.State, c *config), show func(c *config) []lua.LValue) lua.LGFunction {
	return func(L *luahost.State) int {
		if L.GetTop() > n {
			lua54.ArgError(L, n+1, "found too many arguments")
		}
		c := in.config(L)
		for i := 1; i <= n; i++ {
			if L.Get(i) != lua.LNil {
				c = in.change(L, func(c *config) { set(L, c) })
				break
			}
		}
		return lua54.Push(L, show(c)...)
	}
}

func setInt(L *luahost.State, arg int, to *int64, low, high int64) {
	if L.Get(arg) == lua.LNil {
		return
	}
	n := lua54.CheckInt(L, arg)
	if n < low || n > high {
		lua54.ArgError(L, arg, fmt.Sprintf("expected integer between %d and %d", low, high))
	}
	*to = n
}

// setWord takes a boolean, which stands for off and on, or one of words.
func setWord(L *luahost.State, arg int, to *int64, words []string) {
	switch v := L.Get(arg).(type) {
	case *lua.LNilType:
	case lua.LBool:
		if *to = off; v {
			*to = on
		}
	default:
		word := lua54.CheckStr(L, arg)
		i := slices.Index(words, word)
		if i < 0 {
			lua54.ArgError(L, arg, "invalid option '"+word+"'")
		}
		*to = int64(i)
	}
}

func setBool(L *luahost.State, arg int, to *bool) {
	n := int64(off)
	if *to {
		n = on
	}
	setWord(L, arg, &n, []string{"off", "on"})
	*to = n == on
}

func wordValue(n int64, words []string) lua.LValue {
	if n <= on {
		return lua.LBool(n == on)
	}
	return lua.LString(words[n])
}
