package vm

import (
	"hash/maphash"
	"unique"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// An LValue that holds a float or a string is a pair of words: its type and a
// pointer to the data. This file makes such pairs by hand, for two reasons:
// floats are taken from blocks, as one allocation of 8 bytes each would be
// three times as slow; and a constant's string has its hash behind it.

type words struct{ typ, data unsafe.Pointer }

func wordsOf(v *lua.LValue) *words { return (*words)(unsafe.Pointer(v)) }

// word is the data word of v: equal for two strings only if they are equal.
func word(v *lua.LValue) unsafe.Pointer { return wordsOf(v).data }

// same tells whether two values are the same pair of words.
func same(a, b *lua.LValue) bool { return *wordsOf(a) == *wordsOf(b) }

// typeOf is the type word of v: equal for two values if they are of one type.
func typeOf(v *lua.LValue) uintptr { return *(*uintptr)(unsafe.Pointer(v)) }

// isFloat tells whether v is a lua.LNumber, and floatOf which.
func isFloat(v *lua.LValue) bool    { return typeOf(v) == numberType }
func floatOf(v *lua.LValue) float64 { return *(*float64)(word(v)) }

// asFloat is v, a float or a SmallInt, as a float.
func asFloat(v *lua.LValue) (f float64, ok bool) {
	if isFloat(v) {
		return floatOf(v), true
	}
	return float64(intOf(v)), isInt(v)
}

var (
	numberType = func() uintptr { var v lua.LValue = lua.LNumber(0.5); return typeOf(&v) }()
	smallType  = func() uintptr { var v lua.LValue = small(1); return typeOf(&v) }()
	stringType = func() unsafe.Pointer { var v lua.LValue = lua.LString("x"); return wordsOf(&v).typ }()
)

// numberBlock is how many floats share an allocation (and keep each other alive).
const numberBlock = 32

// float is lua.LNumber(f).
func (t *thread) float(f float64) (v lua.LValue) {
	if t.nnumbers == 0 {
		t.numbers, t.nnumbers = new([numberBlock]float64), numberBlock
	}
	t.setFloat(&v, f)
	return v
}

// setFloat makes v lua.LNumber(f) when there is room (nnumbers).
func (t *thread) setFloat(v *lua.LValue, f float64) {
	t.nnumbers--
	p := &t.numbers[t.nnumbers%numberBlock]
	*p = f
	w := (*struct {
		typ  uintptr
		data *float64
	})(unsafe.Pointer(v))
	w.typ, w.data = numberType, p
}

// constant is the memory behind the lua.LString of a constant: gopher-lua sees
// the string, we find its hash behind it.
type constant struct {
	s    lua.LString
	hash uint32
}

// Const gives the boxed form of a constant string. There is one box for a text
// in the process while anyone uses it, so that equal keys are mostly the same
// address. Only results of Const go to Table.constant and the like.
func Const(s string) (v lua.LValue) {
	h := unique.Make(constant{lua.LString(s), hashString(s)})
	*wordsOf(&v) = words{stringType, *(*unsafe.Pointer)(unsafe.Pointer(&h))}
	return v
}

func constantOf(v *lua.LValue) *constant { return (*constant)(word(v)) }

var seed = maphash.MakeSeed()

func hashString(s string) uint32 { return uint32(maphash.String(seed, s)) }
