package pack

import (
	"encoding/binary"
	"fmt"
	"math"
	"sync"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/luahost/lua54/vm"
)

// Types of packed values, and details.
const (
	tNil = iota
	tBool
	tNumber
	tLight
	tShort
	tLong
	tTable

	zero, oneByte, twoBytes, fourBytes, eightBytes, float64Bytes = 0, 1, 2, 4, 6, 8

	manyItems = 31 // the number of positional values follows
)

func tag(typ, detail int) byte { return byte(typ | detail<<3) }

// encode packs values that Copy made; size is how long it will be.
func encode(vals []lua.LValue, size int) (string, error) {
	e := encoder{b: make([]byte, 0, size)}
	for _, v := range vals {
		e.value(v, 0)
	}
	return unsafe.String(unsafe.SliceData(e.b), len(e.b)), e.err
}

// String packs the running function's arguments from number from on, without a
// copy in between. What can't be packed is an error of its caller.
func String(L *lua.LState, from int) lua.LValue {
	e := encoders.Get().(*encoder)
	c := &e.room
	c.L, c.count, c.mem, e.live, e.b, e.asked = L, 0, 0, c, e.b[:0], 1<<16
	for i := from; i <= L.GetTop(); i++ {
		c.arg = i - from + 1
		e.value(L.Get(i), 0)
	}
	if len(e.b) > maxBytes {
		c.tooLong()
	}
	lua54.CheckSize(L, len(e.b))
	s := lua54.NewString(e.b)
	if cap(e.b) <= keepBuffer {
		c.L = nil
		encoders.Put(e)
	}
	return s
}

var encoders = sync.Pool{New: func() any { return &encoder{b: make([]byte, 0, 512)} }}

// keepBuffer is how much room an encoder may hold while nobody uses it.
const keepBuffer = 64 << 10

type encoder struct {
	b   []byte
	err error // of what Copy made

	live  *copier // values of a script, which are looked at for the first time; or nil
	room  copier
	asked int // what of len(b) the memory limit was asked about
}

// value writes a value in depth tables.
func (e *encoder) value(v lua.LValue, depth int) {
	if e.plain(v) {
		return
	}
	if t, ok := v.(*lua54.Table); ok {
		e.table(t, depth)
		return
	}
	if _, ok := v.(*Ref); !ok { // only what is live may be anything
		e.live.refuse(v, depth)
	}
	if e.live != nil {
		lua54.Errorf(e.live.L, "%s", refError(v).Error())
	}
	e.b = append(e.b, tNil)
	e.err = refError(v)
}

// plain writes a value that holds no others; false: v is no such value.
func (e *encoder) plain(v lua.LValue) bool {
	switch x := v.(type) {
	case lua.LString:
		e.str(string(x))
	case *lua54.SmallInt:
		e.integer(x.Int())
	case lua.LBool:
		d := 0
		if x {
			d = 1
		}
		e.b = append(e.b, tag(tBool, d))
	case lua.LNumber:
		e.b = binary.LittleEndian.AppendUint64(append(e.b, tag(tNumber, float64Bytes)), math.Float64bits(float64(x)))
	case *lua.LNilType, nil: // nil: what some __pairs has taken away meanwhile
		e.b = append(e.b, tNil)
	case lua54.Light:
		e.b = binary.LittleEndian.AppendUint64(append(e.b, tLight), uint64(x))
	case vm.LInt:
		e.integer(int64(x))
	default:
		return false
	}
	return true
}

func refError(v lua.LValue) error {
	//lint:ignore ST1005 in the words of skynet's error
	return fmt.Errorf("Unsupport type %s to serialize: a message in a message can be sent, but not written as bytes", v.Type())
}

func (e *encoder) integer(i int64) {
	le := binary.LittleEndian
	switch {
	case i == 0:
		e.b = append(e.b, tag(tNumber, zero))
	case i < math.MinInt32 || i > math.MaxInt32:
		e.b = le.AppendUint64(append(e.b, tag(tNumber, eightBytes)), uint64(i))
	case i < 0 || i >= 0x10000:
		e.b = le.AppendUint32(append(e.b, tag(tNumber, fourBytes)), uint32(i))
	case i >= 0x100:
		e.b = le.AppendUint16(append(e.b, tag(tNumber, twoBytes)), uint16(i))
	default:
		e.b = append(e.b, tag(tNumber, oneByte), byte(i))
	}
}

func (e *encoder) str(s string) {
	switch n := len(s); {
	case n < 32:
		e.b = append(e.b, tag(tShort, n))
	case n < 0x10000:
		e.b = binary.LittleEndian.AppendUint16(append(e.b, tag(tLong, 2)), uint16(n))
	default:
		e.b = binary.LittleEndian.AppendUint32(append(e.b, tag(tLong, 4)), uint32(n))
	}
	e.b = append(e.b, s...)
}

func (e *encoder) table(t *lua54.Table, depth int) {
	if e.live != nil && e.odd(t, depth) { // what it holds is found by a copy
		live := e.live
		e.live = nil
		e.table(live.value(t, depth).(*lua54.Table), depth)
		e.live = live
		return
	}
	items := t.Arr()
	if n := len(items); n >= manyItems {
		e.b = append(e.b, tag(tTable, manyItems))
		e.integer(int64(n))
	} else {
		e.b = append(e.b, tag(tTable, n))
	}
	for i, v := range items {
		if !e.plain(v) {
			e.below(lua54.Int(int64(i+1)), v, depth)
		}
	}
	for k, v := range t.Rest {
		if !e.plain(k) {
			e.below(k, k, depth)
		}
		if !e.plain(v) {
			e.below(k, v, depth)
		}
	}
	e.b = append(e.b, tNil)
}

// odd looks at a script's table before what it holds is looked at. It tells
// whether the table itself doesn't show what is to be sent.
func (e *encoder) odd(t *lua54.Table, depth int) bool {
	c := e.live
	c.size, c.mem = len(e.b), c.mem+t.MemSize()
	if len(e.b) > e.asked {
		lua54.Reserve(c.L, len(e.b))
		e.asked = 2 * len(e.b)
	}
	return c.enter(t, depth) != nil || weakList(t)
}

// below writes the key k, or its value v, of a table in depth others.
func (e *encoder) below(k, v lua.LValue, depth int) {
	if e.live == nil {
		e.value(v, depth+1)
		return
	}
	e.live.path[depth] = k
	e.value(v, depth+1)
	e.live.path[depth] = nil
}
