package pack

import (
	"encoding/binary"
	"fmt"
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
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
		e.value(v)
	}
	return string(e.b), e.err
}

type encoder struct {
	b   []byte
	err error
}

func (e *encoder) value(v lua.LValue) {
	switch x := v.(type) {
	case *lua.LNilType:
		e.b = append(e.b, tNil)
	case lua.LBool:
		d := 0
		if x {
			d = 1
		}
		e.b = append(e.b, tag(tBool, d))
	case lua.LString:
		e.str(string(x))
	case *lua54.Table:
		e.table(x)
	case lua54.Light:
		e.b = binary.LittleEndian.AppendUint64(append(e.b, tLight), uint64(x))
	default:
		switch i, f, kind := lua54.Num(v); kind {
		case lua54.Integer:
			e.integer(i)
		case lua54.Float:
			e.b = binary.LittleEndian.AppendUint64(append(e.b, tag(tNumber, float64Bytes)), math.Float64bits(f))
		default: // a Ref
			e.b = append(e.b, tNil)
			//lint:ignore ST1005 in the words of skynet's error
			e.err = fmt.Errorf("Unsupport type %s to serialize: a message in a message can be sent, but not written as bytes", v.Type())
		}
	}
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

func (e *encoder) table(t *lua54.Table) {
	items := t.Arr()
	if n := len(items); n >= manyItems {
		e.b = append(e.b, tag(tTable, manyItems))
		e.integer(int64(n))
	} else {
		e.b = append(e.b, tag(tTable, n))
	}
	for _, v := range items {
		e.value(v)
	}
	for k, v := range t.Rest {
		e.value(k)
		e.value(v)
	}
	e.b = append(e.b, tNil)
}
