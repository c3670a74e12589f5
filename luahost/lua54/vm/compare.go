package vm

import (
	"math"

	lua "github.com/yuin/gopher-lua"
)

func isNil(v lua.LValue) bool {
	_, ok := v.(*lua.LNilType)
	return ok
}

// truth is false for nil and false.
func truth(v lua.LValue) bool {
	if b, ok := v.(lua.LBool); ok {
		return bool(b)
	}
	return !isNil(v)
}

// RawEq is rawequal.
func RawEq(a, b lua.LValue) bool {
	i, f, k1 := Num(a)
	if k1 == NotNumber {
		return a == b
	}
	j, g, k2 := Num(b)
	switch {
	case k1 == k2:
		return k1 == Integer && i == j || k1 == Float && f == g
	case k1 == Float:
		n, ok := F2I(f)
		return ok && k2 == Integer && n == j
	}
	n, ok := F2I(g)
	return ok && k2 == Float && n == i
}

// Eq is a == b.
func Eq(L *lua.LState, a, b lua.LValue) bool { return threadOf(L).equal(a, b) }

func (t *thread) equal(a, b lua.LValue) bool {
	if RawEq(a, b) {
		return true
	}
	k := a.Type()
	if k != b.Type() || k != lua.LTTable && k != lua.LTUserData {
		return false
	}
	r, ok := t.binaryMeta(a, b, mEq)
	return ok && lua.LVAsBool(r)
}

// Less is a < b, or a <= b if orEqual.
func Less(L *lua.LState, a, b lua.LValue, orEqual bool) bool {
	if orEqual {
		return threadOf(L).lessEqual(a, b)
	}
	return threadOf(L).less(a, b)
}

func (t *thread) less(a, b lua.LValue) bool {
	if s1, ok := a.(lua.LString); ok {
		if s2, ok := b.(lua.LString); ok {
			return s1 < s2
		}
	}
	i, f, k1 := Num(a)
	j, g, k2 := Num(b)
	if k1 != NotNumber && k2 != NotNumber {
		return lessNum(i, f, k1, j, g, k2)
	}
	r, ok := t.binaryMeta(a, b, mLt)
	if !ok {
		t.compareError(a, b)
	}
	return lua.LVAsBool(r)
}

func (t *thread) lessEqual(a, b lua.LValue) bool {
	if s1, ok := a.(lua.LString); ok {
		if s2, ok := b.(lua.LString); ok {
			return s1 <= s2
		}
	}
	i, f, k1 := Num(a)
	j, g, k2 := Num(b)
	if k1 != NotNumber && k2 != NotNumber {
		if k1 == Float && f != f || k2 == Float && g != g {
			return false
		}
		return !lessNum(j, g, k2, i, f, k1)
	}
	r, ok := t.binaryMeta(a, b, mLe)
	if !ok {
		t.compareError(a, b)
	}
	return lua.LVAsBool(r)
}

// lessNum compares integers and floats by their exact values.
func lessNum(i int64, f float64, k1 int, j int64, g float64, k2 int) bool {
	switch {
	case k1 == Integer && k2 == Integer:
		return i < j
	case k1 == Float && k2 == Float:
		return f < g
	case k1 == Integer:
		switch {
		case g >= 0x1p63:
			return true
		case g >= -0x1p63:
			return i < int64(math.Ceil(g))
		}
		return false // too small, or nan
	}
	switch {
	case f >= 0x1p63 || f != f:
		return false
	case f >= -0x1p63:
		return int64(math.Floor(f)) < j
	}
	return true
}

func (t *thread) compareError(a, b lua.LValue) {
	t1, t2 := t.typeName(a), t.typeName(b)
	if t1 == t2 {
		t.errorf("attempt to compare two %s values", t1)
	}
	t.errorf("attempt to compare %s with %s", t1, t2)
}
