package cjson

import (
	"fmt"
	"strings"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// decoder reads one text. The values of a container that is still open wait on
// vals, so that its table can be made with the right size.
type decoder struct {
	L        *luahost.State
	cfg      *config
	s        string
	p        int // the next byte
	depth    int64
	vals     []lua.LValue
	text     []byte // of a string with escapes
	parts    lua54.Parts
	unclosed bool // a comment
	size     int  // bytes that were made
	reserved int  // what of size the memory limit was asked about
	err      string
}

var decoders = sync.Pool{New: func() any { return new(decoder) }}

// keepValues is how many values a decoder has room for while nobody uses it.
const keepValues = 4096

// decode gives the value of a text, or the text of an error.
func decode(L *luahost.State, cfg *config, s string) (lua.LValue, string) {
	if len(s) >= 2 && (s[0] == 0 || s[1] == 0) {
		return nil, "JSON parser does not support UTF-16 or UTF-32"
	}
	d := decoders.Get().(*decoder)
	d.L, d.cfg, d.s, d.p, d.depth, d.unclosed, d.err = L, cfg, s, 0, 0, false, ""
	d.size, d.reserved = 0, 64<<10
	d.made(len(s)) // about what the strings take
	v, ok := d.value(d.next())
	if ok && (d.next() != 0 || d.unclosed) {
		d.unexpected("the end")
	}
	err := d.err
	lua54.Charge(L, d.size)
	d.release()
	if err != "" {
		return nil, err
	}
	return v, ""
}

func (d *decoder) release() {
	if cap(d.vals) > keepValues || cap(d.text) > keepBuffer {
		return
	}
	d.drop(0)
	d.L, d.cfg, d.s, d.parts = nil, nil, "", lua54.Parts{}
	decoders.Put(d)
}

// made counts n bytes, and asks the memory limit each time that they have doubled.
func (d *decoder) made(n int) {
	if d.size += n; d.size > d.reserved {
		lua54.Reserve(d.L, d.size)
		d.reserved = 2 * d.size
	}
}

// drop takes all values but the first n off vals.
func (d *decoder) drop(n int) {
	clear(d.vals[n:])
	d.vals = d.vals[:n]
}

// next skips white space and gives the byte behind it; 0 at the end.
func (d *decoder) next() byte {
	for ; d.p < len(d.s); d.p++ {
		switch c := d.s[d.p]; c {
		case ' ', '\n', '\r', '\t':
		case '/':
			if !d.cfg.comments || !d.comment() {
				return c
			}
		default:
			return c
		}
	}
	return 0
}

// comment skips one, to its last byte; false: there is none.
func (d *decoder) comment() bool {
	rest := d.s[d.p:]
	var n int
	switch {
	case strings.HasPrefix(rest, "//"):
		n = strings.IndexByte(rest, '\n')
	case strings.HasPrefix(rest, "/*"):
		if n = strings.Index(rest[2:], "*/"); n >= 0 {
			n += 3
		} else {
			d.unclosed = true
		}
	default:
		return false
	}
	if n < 0 {
		n = len(rest) - 1
	}
	d.p += n
	return true
}

// value reads the value that begins with c, at p.
func (d *decoder) value(c byte) (lua.LValue, bool) {
	switch c {
	case '"':
		return d.stringValue()
	case '{':
		return d.object()
	case '[':
		return d.array()
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return d.number()
	case 't':
		if strings.HasPrefix(d.s[d.p:], "true") {
			d.p += len("true")
			return lua.LTrue, true
		}
	case 'f':
		if strings.HasPrefix(d.s[d.p:], "false") {
			d.p += len("false")
			return lua.LFalse, true
		}
	case 'n', 'N', 'i', 'I', '+':
		if strings.HasPrefix(d.s[d.p:], "null") {
			d.p += len("null")
			return null, true
		}
		if d.cfg.decodeInvalid == on && irregular(d.s[d.p:]) {
			return d.number()
		}
	}
	return nil, d.unexpected("value")
}

// descend enters a container, whose first byte is at p.
func (d *decoder) descend() bool {
	d.p++
	if d.depth++; d.depth > min(d.cfg.decodeDepth, maxNesting) {
		d.err = fmt.Sprintf("Found too many nested data structures (%d) at character %d", d.depth, d.p)
		return false
	}
	lua54.Poll(d.L)
	return true
}

// Bytes that tables take, for the memory limit.
const (
	tableSize = 64
	itemSize  = 16
	pairSize  = 48
)

func (d *decoder) array() (lua.LValue, bool) {
	if !d.descend() {
		return nil, false
	}
	base := len(d.vals)
	c := d.next()
	for c != ']' || len(d.vals) > base {
		v, ok := d.value(c)
		if !ok {
			return nil, false
		}
		if d.vals = append(d.vals, v); len(d.vals)&1023 == 0 {
			lua54.Poll(d.L)
		}
		if c = d.next(); c == ']' {
			break
		}
		if c != ',' {
			return nil, d.unexpected("comma or array end")
		}
		d.p++
		c = d.next()
	}
	d.p++
	d.depth--
	items := d.vals[base:]
	d.made(tableSize + itemSize*len(items))
	t := lua54.NewList(items)
	if d.cfg.arrayMeta {
		t.SetMetatable(markersOf(luahost.ServiceOf(d.L)).array)
	}
	d.drop(base)
	return t, true
}

func (d *decoder) object() (lua.LValue, bool) {
	if !d.descend() {
		return nil, false
	}
	base := len(d.vals)
	c := d.next()
	for c != '}' || len(d.vals) > base {
		if c != '"' {
			return nil, d.unexpected("object key string")
		}
		k, ok := d.key()
		if !ok {
			return nil, false
		}
		if d.next() != ':' {
			return nil, d.unexpected("colon")
		}
		d.p++
		v, ok := d.value(d.next())
		if !ok {
			return nil, false
		}
		if d.vals = append(d.vals, k, v); len(d.vals)&1022 == 0 {
			lua54.Poll(d.L)
		}
		if c = d.next(); c == '}' {
			break
		}
		if c != ',' {
			return nil, d.unexpected("comma or object end")
		}
		d.p++
		c = d.next()
	}
	d.p++
	d.depth--
	pairs := d.vals[base:]
	d.made(tableSize + pairSize/2*len(pairs))
	t := lua54.NewPairs(pairs)
	d.drop(base)
	return t, true
}

// fail notes an error of the token that begins, or breaks off, at byte at.
func (d *decoder) fail(expected, found string, at int) bool {
	d.err = fmt.Sprintf("Expected %s but found %s at character %d", expected, found, at+1)
	return false
}

// unexpected names the token at p, in lua-cjson's words.
func (d *decoder) unexpected(expected string) bool {
	c, at := d.next(), d.p
	if d.unclosed {
		return d.fail(expected, "unclosed multi-line comment", at)
	}
	names := map[byte]string{'{': "T_OBJ_BEGIN", '}': "T_OBJ_END", '[': "T_ARR_BEGIN", ']': "T_ARR_END", ',': "T_COMMA", ':': "T_COLON", 0: "T_END"}
	name, ok := names[c]
	if !ok && expected != "value" { // it may be a whole value, or one that is wrong itself
		if v, ok := d.value(c); !ok {
			d.err = strings.Replace(d.err, "Expected value", "Expected "+expected, 1)
			return false
		} else {
			name = tokenName(v)
		}
	} else if !ok {
		name = "invalid token"
	}
	return d.fail(expected, name, at)
}

func tokenName(v lua.LValue) string {
	_, _, kind := lua54.Num(v)
	switch {
	case kind == lua54.Integer:
		return "T_INTEGER"
	case kind == lua54.Float:
		return "T_NUMBER"
	case v == null:
		return "T_NULL"
	case v.Type() == lua.LTBool:
		return "T_BOOLEAN"
	}
	return "T_STRING"
}
