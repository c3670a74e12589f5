package vm

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// concat joins the registers from..to-1. Strings and numbers are joined at
// once; a value of another kind goes right to left, with metamethods.
func (t *thread) concat(from, to int) lua.LValue {
	vs := t.reg.array[from:to]
	var space [16]string
	parts, n := space[:0], 0
	for _, v := range vs {
		s, ok := Str(v)
		if !ok {
			return t.concatMeta(from, to)
		}
		n += len(s)
		parts = append(parts, s)
	}
	t.checkString(n)
	return lua.LString(join(parts, n))
}

func join(parts []string, n int) string {
	b := make([]byte, 0, n)
	for _, s := range parts {
		b = append(b, s...)
	}
	return unsafe.String(unsafe.SliceData(b), len(b))
}

func (t *thread) concatMeta(from, to int) lua.LValue {
	acc := t.reg.array[to-1]
	for i := to - 2; i >= from; i-- {
		if v := t.reg.array[i]; stringLike(v) && stringLike(acc) {
			// join as many as there are, then go on
			var parts []string
			n := 0
			first := i
			for first > from && stringLike(t.reg.array[first-1]) {
				first--
			}
			for _, v := range t.reg.array[first : i+1] {
				s, _ := Str(v)
				n += len(s)
				parts = append(parts, s)
			}
			s, _ := Str(acc)
			t.checkString(n + len(s))
			acc = lua.LString(join(append(parts, s), n+len(s)))
			i = first
		} else {
			acc = Concat(t.lua(), v, acc)
		}
	}
	return acc
}

func stringLike(v lua.LValue) bool {
	k := v.Type()
	return k == lua.LTString || k == lua.LTNumber
}

// Concat is a .. b.
func Concat(L *lua.LState, a, b lua.LValue) lua.LValue {
	t := threadOf(L)
	s1, ok1 := Str(a)
	s2, ok2 := Str(b)
	if ok1 && ok2 {
		t.checkString(len(s1) + len(s2))
		return lua.LString(s1 + s2)
	}
	r, ok := t.binaryMeta(a, b, mConcat)
	if !ok {
		bad, second := a, false
		if ok1 {
			bad, second = b, true
		}
		t.errorf("attempt to concatenate a %s value%s", t.typeName(bad), t.operandName(bad, second))
	}
	return r
}
