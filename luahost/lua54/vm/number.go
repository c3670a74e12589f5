package vm

import (
	"bytes"
	"math"
	"strconv"

	"github.com/luaws/luaws/luahost/lua54/syntax"
	lua "github.com/yuin/gopher-lua"
)

// A Lua number is one of three Go types, and each integer has one form only, so
// that == on interfaces is raw equality within a subtype:
//
//	*SmallInt    integer of 63 bits (smallint.go)
//	LInt         the other integers
//	lua.LNumber  float
type LInt int64

func (i LInt) String() string       { return strconv.FormatInt(int64(i), 10) }
func (i LInt) Type() lua.LValueType { return lua.LTNumber }

// What Num and ToNum found.
const (
	NotNumber = iota
	Integer
	Float
)

// Int is the Lua integer v.
func Int(v int64) lua.LValue {
	if isSmall(v) {
		return small(v)
	}
	return LInt(v)
}

// Flt is the Lua float f.
func Flt(f float64) lua.LValue { return lua.LNumber(f) }

// FltIn is Flt for code that makes many: they take memory in blocks, which L's
// task holds.
func FltIn(L *lua.LState, f float64) lua.LValue { return threadOf(L).float(f) }

// Num takes a number apart. The float is set for integers too.
func Num(v lua.LValue) (i int64, f float64, kind int) {
	switch x := v.(type) {
	case *SmallInt:
		i = x.Int()
		return i, float64(i), Integer
	case lua.LNumber:
		return 0, float64(x), Float
	case LInt:
		return int64(x), float64(x), Integer
	}
	return 0, 0, NotNumber
}

// ToNum is Num that also takes strings that hold a number.
func ToNum(v lua.LValue) (i int64, f float64, kind int) {
	if s, ok := v.(lua.LString); ok {
		i, f, kind = syntax.ParseNumber(string(s))
		if kind == Integer {
			f = float64(i)
		}
		return i, f, kind
	}
	return Num(v)
}

// F2I converts a float that has an exact integer value.
func F2I(f float64) (int64, bool) {
	if f >= -0x1p63 && f < 0x1p63 && f == math.Trunc(f) {
		return int64(f), true
	}
	return 0, false
}

// ToInt converts integers, floats with an exact integer value, and strings that hold one.
func ToInt(v lua.LValue) (int64, bool) { return integer(ToNum(v)) }

// exactInt is ToInt without strings.
func exactInt(v lua.LValue) (int64, bool) { return integer(Num(v)) }

func integer(i int64, f float64, kind int) (int64, bool) {
	switch kind {
	case Integer:
		return i, true
	case Float:
		return F2I(f)
	}
	return 0, false
}

// Str gives the text of a string or number.
func Str(v lua.LValue) (string, bool) {
	switch x := v.(type) {
	case lua.LString:
		return string(x), true
	case *SmallInt:
		return x.String(), true
	case lua.LNumber:
		return FmtFloat(float64(x)), true
	case LInt:
		return x.String(), true
	}
	return "", false
}

// FmtFloat is tostring of a float: "%.14g", and always recognisable as a float.
func FmtFloat(f float64) string { return string(AppendFloat(nil, f)) }

// AppendFloat appends FmtFloat(f).
func AppendFloat(dst []byte, f float64) []byte {
	switch {
	case math.IsInf(f, 1):
		return append(dst, "inf"...)
	case math.IsInf(f, -1):
		return append(dst, "-inf"...)
	case f != f:
		if math.Signbit(f) {
			return append(dst, "-nan"...)
		}
		return append(dst, "nan"...)
	}
	from := len(dst)
	dst = AppendG(dst, f, 14)
	if bytes.IndexByte(dst[from:], '.') < 0 && bytes.IndexByte(dst[from:], 'e') < 0 {
		dst = append(dst, ".0"...)
	}
	return dst
}

// FmtG is C's %.<prec>g of a finite number.
func FmtG(f float64, prec int) string { return string(AppendG(nil, f, prec)) }

// AppendG appends FmtG(f, prec).
func AppendG(dst []byte, f float64, prec int) []byte {
	if prec == 14 {
		// Up to four decimals, as most numbers have. The product may be rounded:
		// still no other number of 14 digits is nearer to f.
		if x := f * 1e4; x == math.Trunc(x) && math.Abs(x) < 1e14 && x != 0 {
			return appendDecimal(dst, int64(x))
		}
	}
	return appendG(dst, f, max(prec, 1))
}

// appendDecimal appends n/10000.
func appendDecimal(dst []byte, n int64) []byte {
	if n < 0 {
		dst, n = append(dst, '-'), -n
	}
	dst = strconv.AppendInt(dst, n/1e4, 10)
	if n %= 1e4; n == 0 {
		return dst
	}
	d := [...]byte{'.', byte('0' + n/1000), byte('0' + n/100%10), byte('0' + n/10%10), byte('0' + n%10)}
	end := len(d)
	for d[end-1] == '0' {
		end--
	}
	return append(dst, d[:end]...)
}

func appendG(dst []byte, f float64, prec int) []byte {
	var room [40]byte
	e := strconv.AppendFloat(room[:0], f, 'e', prec-1, 64) // -d.ddde+dd
	if e[0] == '-' {
		dst, e = append(dst, '-'), e[1:]
	}
	at := bytes.IndexByte(e, 'e')
	x, _ := strconv.Atoi(string(e[at+1:]))
	digits := e[:1]
	if at > 1 {
		e[1] = e[0] // where the point was
		digits = append(e[1:2], bytes.TrimRight(e[2:at], "0")...)
	}
	switch n := x + 1; {
	case x < -4 || x >= prec:
		dst = append(dst, digits[0])
		if len(digits) > 1 {
			dst = append(append(dst, '.'), digits[1:]...)
		}
		return append(dst, e[at:]...)
	case x < 0:
		return append(append(dst, "0.000"[:1-x]...), digits...)
	case len(digits) > n:
		return append(append(append(dst, digits[:n]...), '.'), digits[n:]...)
	default:
		dst = append(dst, digits...)
		for range n - len(digits) {
			dst = append(dst, '0')
		}
		return dst
	}
}

// Key is k as tables store it: floats with an exact integer value are integers.
func Key(k lua.LValue) lua.LValue {
	if f, ok := k.(lua.LNumber); ok {
		if i, ok := F2I(float64(f)); ok {
			return Int(i)
		}
	}
	return k
}
