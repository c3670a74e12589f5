package vm

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// concat joins the registers from..to-1. Strings and numbers are joined at
// once; a value of another kind goes right to left, with metamethods.
func (t *thread) concat(from, to int) lua.LValue {
	vs := t.reg.array[from:to]
	n, numbers := 0, 0
	for _, v := range vs {
		if s, ok := v.(lua.LString); ok {
			n += len(s)
		} else if v.Type() == lua.LTNumber {
			numbers++
		} else {
			return t.concatMeta(from, to)
		}
	}
	switch {
	case numbers == 0 && n > 0:
		t.checkString(n)
		v, b := MakeString(n)
		for _, s := range vs {
			b = b[copy(b, s.(lua.LString)):]
		}
		return v
	case n+MaxNumber*numbers <= 128:
		var room [128]byte
		b := room[:0]
		for _, v := range vs {
			b, _ = AppendStr(b, v)
		}
		t.checkString(len(b))
		return NewString(b)
	}
	return t.concatLong(vs, n+MaxNumber*numbers)
}

// concatLong is concat for n bytes, of which numbers take MaxNumber at most.
func (t *thread) concatLong(vs []lua.LValue, n int) lua.LValue {
	t.checkString(n)
	b := make([]byte, 0, n)
	for _, v := range vs {
		b, _ = AppendStr(b, v)
	}
	return lua.LString(unsafe.String(unsafe.SliceData(b), len(b)))
}

// MaxNumber is how long the text of a number may be: -1.2345678901234e-308.
const MaxNumber = 21

func join(parts []string, n int) string {
	b := make([]byte, 0, n)
	for _, s := range parts {
		b = append(b, s...)
	}
	return unsafe.String(unsafe.SliceData(b), len(b))
}

func (t *thread) concatMeta(from, to int) lua.LValue {
	acc := t.reg.array[to-1]
	for i := to - 2; i >= from; {
		if !stringLike(t.reg.array[i]) || !stringLike(acc) {
			acc = t.concatPair(t.reg.array[i], acc, i, from)
			i--
			continue
		}
		first := i // join as many as there are, then go on
		for first > from && stringLike(t.reg.array[first-1]) {
			first--
		}
		var parts []string
		n := 0
		for _, v := range append(t.reg.array[first:i+1:i+1], acc) {
			s, _ := Str(v)
			n += len(s)
			parts = append(parts, s)
		}
		t.checkString(n)
		acc = lua.LString(join(parts, n))
		i = first - 1
	}
	return acc
}

func stringLike(v lua.LValue) bool {
	k := v.Type()
	return k == lua.LTString || k == lua.LTNumber
}

// concatPair is a .. b where one is no string. For messages, a is in register
// at (b behind it) of an instruction whose operands start at from.
func (t *thread) concatPair(a, b lua.LValue, at, from int) lua.LValue {
	r, ok := t.binaryMeta(a, b, mConcat)
	if !ok {
		if stringLike(a) {
			a = b
			at++
		}
		name := ""
		if f := t.luaFrame(); f != nil && from >= 0 {
			name = describe(registerName(f.Fn.Proto, f.Pc-1, at-f.LocalBase))
		}
		t.errorf("attempt to concatenate a %s value%s", t.typeName(a), name)
	}
	return r
}
