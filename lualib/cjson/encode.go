package cjson

import (
	"strconv"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// encoder writes one value. Metamethods may run, and block, in the middle.
type encoder struct {
	L       *luahost.State
	cfg     *config
	escapes *escapes
	buf     []byte
	checked int // what of len(buf) the string limit was asked about
}

var encoders = sync.Pool{New: func() any { return &encoder{buf: make([]byte, 0, 1024)} }}

// keepBuffer is how much room an encoder may hold while nobody uses it.
const keepBuffer = 64 << 10

func encode(L *luahost.State, cfg *config, v lua.LValue) lua.LValue {
	e := encoders.Get().(*encoder)
	e.L, e.cfg, e.escapes, e.buf, e.checked = L, cfg, escapesOf(cfg), e.buf[:0], 1<<12
	e.value(v, 0)
	lua54.CheckSize(L, len(e.buf))
	text := lua54.NewString(e.buf)
	e.release()
	return text
}

func (e *encoder) release() {
	e.L, e.cfg = nil, nil
	if cap(e.buf) <= keepBuffer {
		encoders.Put(e)
	}
}

// fail raises an error.
func (e *encoder) fail(format string, args ...any) {
	L := e.L
	e.release()
	lua54.Errorf(L, format, args...)
}

func (e *encoder) refuse(v lua.LValue, reason string) {
	e.fail("Cannot serialise %s: %s", v.Type().String(), reason)
}

// value writes v; false: it has no JSON form and is to be left out.
func (e *encoder) value(v lua.LValue, depth int64) bool {
	switch x := v.(type) {
	case lua.LString:
		e.buf = e.escapes.append(e.buf, string(x))
	case *lua54.SmallInt:
		e.buf = strconv.AppendInt(e.buf, x.Int(), 10)
	case lua.LNumber:
		e.float(float64(x), v)
	case lua.LBool:
		e.buf = strconv.AppendBool(e.buf, bool(x))
	case *lua54.Table:
		e.table(x, depth+1)
	case nil, *lua.LNilType:
		e.buf = append(e.buf, "null"...)
	case lua54.Light:
		switch v {
		case null:
			e.buf = append(e.buf, "null"...)
		case emptyArray:
			e.buf = append(e.buf, "[]"...)
		default:
			return e.unsupported(v)
		}
	default:
		if v.Type() != lua.LTNumber {
			return e.unsupported(v)
		}
		e.number(v)
	}
	return true
}

func (e *encoder) unsupported(v lua.LValue) bool {
	if !e.cfg.skipUnsupported {
		e.refuse(v, "type not supported")
	}
	return false
}

func (e *encoder) number(v lua.LValue) {
	if i, f, kind := lua54.Num(v); kind == lua54.Integer {
		e.buf = strconv.AppendInt(e.buf, i, 10)
	} else {
		e.float(f, v)
	}
}

func (e *encoder) float(f float64, v lua.LValue) {
	if f-f != 0 { // inf, nan
		switch {
		case e.cfg.encodeInvalid == off:
			e.refuse(v, "must not be NaN or Infinity")
		case e.cfg.encodeInvalid == asNull:
			e.buf = append(e.buf, "null"...)
		case f != f:
			e.buf = append(e.buf, "NaN"...)
		case f < 0:
			e.buf = append(e.buf, "-Infinity"...)
		default:
			e.buf = append(e.buf, "Infinity"...)
		}
		return
	}
	e.buf = lua54.AppendG(e.buf, f, int(e.cfg.precision))
}

func (e *encoder) table(t *lua54.Table, depth int64) {
	if depth > min(e.cfg.encodeDepth, maxNesting) {
		e.fail("Cannot serialise, excessive nesting (%d)", depth)
	}
	lua54.Poll(e.L)
	n, raw := int64(-1), true
	mt := t.Metatable()
	if mt != nil {
		n, raw = e.metaLength(t, mt)
	}
	if n < 0 {
		n = e.arrayLength(t)
		if n == 0 && !e.cfg.emptyAsArray && (mt == nil || mt != markersOf(luahost.ServiceOf(e.L)).emptyArray) {
			n = -1
		}
	}
	if n >= 0 {
		e.array(t, n, raw, depth)
	} else {
		e.object(t, depth)
	}
}

// metaLength is the length of an array that its metatable says it is, or -1; raw
// tells whether the items are read without metamethods.
func (e *encoder) metaLength(t, mt *lua54.Table) (n int64, raw bool) {
	if mt == markersOf(luahost.ServiceOf(e.L)).array {
		return int64(t.Len()), true
	}
	h := mt.RawGetString("__len")
	if h == lua.LNil {
		return -1, false
	}
	lua54.Push(e.L, h, t)
	lua54.Call(e.L, 1, 1)
	v := e.L.Get(-1)
	e.L.Pop(1)
	i, _, kind := lua54.Num(v)
	if kind != lua54.Integer {
		e.fail("__len should return integer")
	}
	return max(i, 0), false
}

// arrayLength is the last index of a table with positive integers as keys, -1
// for any other.
func (e *encoder) arrayLength(t *lua54.Table) int64 {
	var last, items int64
	for k := range t.Rest {
		i, _, kind := lua54.Num(k)
		if kind != lua54.Integer || i < 1 {
			return -1
		}
		last = max(last, i)
		items++
	}
	arr := t.Arr()
	last = max(last, int64(len(arr)))
	items += count(arr)
	if r := e.cfg.sparseRatio; r > 0 && last > e.cfg.sparseSafe && float64(last) > float64(items)*float64(r) {
		if !e.cfg.sparseConvert {
			e.refuse(t, "excessively sparse array")
		}
		return -1
	}
	return last
}

func (e *encoder) array(t *lua54.Table, n int64, raw bool, depth int64) {
	arr := t.Arr()
	e.buf = append(e.buf, '[')
	first := true
	for i := int64(0); i < n; i++ {
		var v lua.LValue
		switch {
		case !raw:
			v = lua54.Index(e.L, t, lua54.Int(i+1))
		case i < int64(len(arr)):
			v = arr[i]
		default:
			v = t.RawGet(lua54.Int(i + 1))
		}
		start := len(e.buf)
		e.separate(first, depth)
		if e.value(v, depth) {
			first = false
		} else {
			e.buf = e.buf[:start]
		}
		if e.grown(); i&1023 == 1023 {
			lua54.Poll(e.L)
		}
	}
	e.closing(first, depth)
	e.buf = append(e.buf, ']')
}

func (e *encoder) object(t *lua54.Table, depth int64) {
	e.buf = append(e.buf, '{')
	first := true
	for i, v := range t.Arr() {
		if v != lua.LNil && v != nil {
			e.pair(lua54.Int(int64(i+1)), v, &first, depth)
		}
	}
	for k, v := range t.Rest {
		e.pair(k, v, &first, depth)
	}
	e.closing(first, depth)
	e.buf = append(e.buf, '}')
}

func (e *encoder) pair(k, v lua.LValue, first *bool, depth int64) {
	start := len(e.buf)
	e.separate(*first, depth)
	if s, ok := k.(lua.LString); ok {
		e.buf = e.escapes.append(e.buf, string(s))
		e.buf = append(e.buf, ':')
	} else {
		if k.Type() != lua.LTNumber {
			e.refuse(k, "table key must be a number or string")
		}
		e.buf = append(e.buf, '"')
		e.number(k)
		e.buf = append(e.buf, '"', ':')
	}
	if e.cfg.indent != "" {
		e.buf = append(e.buf, ' ')
	}
	if e.value(v, depth) {
		*first = false
	} else {
		e.buf = e.buf[:start]
	}
	e.grown()
}

// separate writes what comes before an item, closing what comes after the last.
func (e *encoder) separate(first bool, depth int64) {
	if !first {
		e.buf = append(e.buf, ',')
	}
	if e.cfg.indent != "" {
		e.line(depth)
	}
}

func (e *encoder) closing(empty bool, depth int64) {
	if !empty && e.cfg.indent != "" {
		e.line(depth - 1)
	}
}

func (e *encoder) line(depth int64) {
	e.buf = append(e.buf, '\n')
	for range depth {
		e.buf = append(e.buf, e.cfg.indent...)
	}
}

// grown asks the string limit each time that the text has doubled.
func (e *encoder) grown() {
	if len(e.buf) > e.checked {
		lua54.CheckSize(e.L, len(e.buf))
		e.checked = 2 * len(e.buf)
	}
}

// count counts the items that are not nil.
func count(arr []lua.LValue) (n int64) {
	for _, v := range arr {
		if v != lua.LNil {
			n++
		}
	}
	return n
}
