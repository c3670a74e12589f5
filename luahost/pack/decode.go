package pack

import (
	"encoding/binary"
	"math"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// Unpack gives the values that s holds to L, and returns their number.
func Unpack(L *lua.LState, s string) int {
	d := decoder{L: L, s: s}
	n := 0
	for d.at < len(s) {
		if n%64 == 0 {
			checkStack(L, 64)
			lua54.Poll(L)
		}
		L.Push(d.value(0))
		n++
	}
	if d.room != nil && cap(d.vals) <= keepValues {
		*d.room = d.vals
		rooms.Put(d.room)
	}
	lua54.Charge(L, d.mem) // now that the values are there to be found
	return n
}

// rooms are for a decoder's vals.
var rooms = sync.Pool{New: func() any { return new([]lua.LValue) }}

// keepValues is how many values a room has while nobody uses it.
const keepValues = 1 << 10

// maxNested is how deep tables in bytes may nest. Copy makes up to 33.
const maxNested = 64

// shareFrom: a string of at least so many bytes may be a part of the message.
const shareFrom = 256

// chargeEvery is how much memory values may take before the limit is looked at.
const chargeEvery = 1 << 20

type decoder struct {
	L   *lua.LState
	s   string
	at  int
	mem int // that the values take
	due int // of mem: when the limit is looked at
	n   int

	vals []lua.LValue  // keys and values of tables that are not complete
	room *[]lua.LValue // where vals was taken from
}

func (d *decoder) fail() {
	lua54.Errorf(d.L, "Invalid serialize stream %d (offset %d)", len(d.s), d.at)
}

// take is the next n bytes.
func (d *decoder) take(n int) string {
	if n > len(d.s)-d.at {
		d.fail()
	}
	s := d.s[d.at : d.at+n]
	d.at += n
	return s
}

func (d *decoder) uint(n int) (u uint64) {
	var b [8]byte
	copy(b[:], d.take(n))
	return binary.LittleEndian.Uint64(b[:])
}

// str is a string of n bytes. A short one doesn't keep a long message alive.
func (d *decoder) str(n int) lua.LValue {
	s := d.take(n)
	d.mem += n + 16
	if n < len(d.s)/2 || n < shareFrom {
		return lua54.CopyString(s)
	}
	return lua.LString(s)
}

func (d *decoder) value(depth int) lua.LValue {
	if d.n++; d.n%pollEvery == 0 {
		lua54.Poll(d.L)
		if d.mem > d.due+chargeEvery {
			lua54.Charge(d.L, d.mem-d.due)
			d.due = d.mem
		}
	}
	b := d.take(1)[0]
	detail := int(b >> 3)
	switch b & 7 {
	case tNil:
		return lua.LNil
	case tBool:
		return lua.LBool(detail != 0)
	case tNumber:
		d.mem += 8
		if detail == float64Bytes {
			return lua54.FltIn(d.L, math.Float64frombits(d.uint(8)))
		}
		return lua54.Int(d.integer(detail))
	case tLight:
		return lua54.Light(d.uint(8))
	case tShort:
		return d.str(detail)
	case tLong:
		if detail == 2 || detail == 4 {
			return d.str(int(d.uint(detail)))
		}
	case tTable:
		if depth < maxNested {
			return d.table(detail, depth+1)
		}
	}
	d.at--
	d.fail()
	return nil
}

func (d *decoder) integer(detail int) int64 {
	switch detail {
	case zero:
		return 0
	case oneByte, twoBytes:
		return int64(d.uint(detail))
	case fourBytes:
		return int64(int32(d.uint(4)))
	case eightBytes:
		return int64(d.uint(8))
	}
	d.at--
	d.fail()
	return 0
}

func (d *decoder) table(items, depth int) *lua54.Table {
	if items == manyItems {
		b := d.take(1)[0]
		if b&7 != tNumber || b>>3 == float64Bytes {
			d.at--
			d.fail()
		}
		n := d.integer(int(b >> 3))
		if n < 0 || n > int64(len(d.s)-d.at) { // each takes a byte
			d.fail()
		}
		items = int(n)
	}
	var list []lua.LValue
	if items > 0 {
		list = make([]lua.LValue, 0, min(items, 2*pollEvery))
		for range items {
			list = append(list, d.value(depth))
		}
	}
	if d.room == nil {
		d.room = rooms.Get().(*[]lua.LValue)
		d.vals = *d.room
	}
	base := len(d.vals)
	for {
		k := d.key(depth)
		if k == lua.LNil {
			break
		}
		if f, ok := k.(lua.LNumber); ok && f != f {
			d.fail()
		}
		v := d.value(depth)
		d.vals = append(d.vals, k, v)
	}
	pairs := d.vals[base:]
	var t *lua54.Table
	if len(list) == 0 {
		t = lua54.NewPairs(pairs)
	} else {
		t = lua54.NewTable(0, len(pairs)/2)
		t.SetItems(list)
		for i := 0; i < len(pairs); i += 2 {
			t.RawSet(pairs[i], pairs[i+1])
		}
	}
	clear(pairs)
	d.vals = d.vals[:base]
	d.mem += t.MemSize()
	return t
}

// key is value for what is mostly a short string, and often the same.
func (d *decoder) key(depth int) lua.LValue {
	if d.at < len(d.s) && d.s[d.at]&7 == tShort {
		d.n++
		n := int(d.s[d.at] >> 3)
		d.at++
		d.mem += n + 16
		return lua54.KeyString(d.take(n))
	}
	return d.value(depth)
}
