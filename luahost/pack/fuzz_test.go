package pack

import (
	"encoding/hex"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// FuzzUnpack: any bytes are values or one error; values that were unpacked are
// packed to bytes that give the same, copied or not.
func FuzzUnpack(f *testing.F) {
	for _, c := range written {
		b, _ := hex.DecodeString(c.bytes)
		if len(b) < 1000 {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16 {
			return
		}
		st := newState(t)
		st.Globals().RawSetString("bytes", lua.LString(b))
		got, err := run(st, `
			local ok, s = pcall(function() return packstring(unpack(bytes)) end)
			if not ok then return s end
			return nil, s, packstring(unpack(s)), packstring(copy(unpack(s))), write(unpack(s))`)
		if err != nil {
			t.Fatal(err)
		}
		if got[0] != lua.LNil { // refused
			return
		}
		if got[1] != got[2] || got[1] != got[3] || got[1] != got[4] {
			t.Errorf("%x, %x, %x", got[1].String(), got[2].String(), got[3].String())
		}
	})
}

// FuzzCopy makes values of bytes, and compares what arrives by either way.
func FuzzCopy(f *testing.F) {
	f.Add([]byte("\x05\x03abc\x06\x01\x02\x03\x07\x08"))
	f.Add([]byte("\x06\x06\x06\x06\x05\x01x\x01\x00\x00\x00\x06\x02\x02"))
	f.Fuzz(func(t *testing.T, b []byte) {
		st := newState(t)
		m := maker{b: b}
		v := m.value(0)
		st.Globals().RawSetString("v", v)
		got, err := run(st, `local s = packstring(v) return s, packstring(copy(v)), copy(v), unpack(s), write(v)`)
		if err != nil {
			t.Fatal(err)
		}
		if got[0] != got[1] || got[0] != got[4] {
			t.Errorf("%x copied is %x", got[0].String(), got[1].String())
		}
		for i, way := range []string{"copied", "unpacked"} {
			if !same(v, got[2+i]) {
				t.Errorf("%x is another when %s", got[0].String(), way)
			}
		}
	})
}

// same tells whether two values are the same, and independent. Of keys that are
// tables it takes the number.
func same(a, b lua.LValue) bool {
	t, ok := a.(*lua54.Table)
	if !ok {
		return lua54.RawEq(a, b) || a != a && b != b
	}
	u, ok := b.(*lua54.Table)
	if !ok || t == u {
		return false
	}
	n := 0
	for k, v, _ := t.Next(lua.LNil); k != lua.LNil; k, v, _ = t.Next(k) {
		n++
		if k.Type() != lua.LTTable && !same(v, u.RawGet(k)) {
			return false
		}
	}
	for k, _, _ := u.Next(lua.LNil); k != lua.LNil; k, _, _ = u.Next(k) {
		n--
	}
	return n == 0
}

// maker makes Lua values of bytes.
type maker struct{ b []byte }

func (m *maker) next() int {
	if len(m.b) == 0 {
		return 0
	}
	c := m.b[0]
	m.b = m.b[1:]
	return int(c)
}

func (m *maker) value(depth int) lua.LValue {
	switch m.next() % 8 {
	case 0:
		return lua.LNil
	case 1:
		return lua.LBool(m.next()%2 == 0)
	case 2:
		return lua54.Int(int64(m.next()-128) << (m.next() % 56))
	case 3:
		return lua54.Flt(float64(m.next()) / float64(1+m.next()%4))
	case 4:
		return lua54.Light(m.next())
	case 5:
		n := m.next() % 80
		s := make([]byte, 0, n)
		for range n {
			s = append(s, byte(m.next()))
		}
		return lua.LString(s)
	}
	t := lua54.NewTable(0, 0)
	if depth < 20 {
		for range m.next() % 40 {
			t.Append(m.notNil(depth + 1))
		}
		for range m.next() % 40 {
			k := m.notNil(depth + 1)
			t.RawSet(k, m.value(depth+1))
		}
		for range m.next() % 10 {
			t.RawSetInt(m.next()%50+1, m.value(depth+1))
		}
	}
	return t
}

func (m *maker) notNil(depth int) lua.LValue {
	if v := m.value(depth); v != lua.LNil {
		return v
	}
	return lua.LTrue
}
