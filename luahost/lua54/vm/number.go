package vm

import (
	"math"
	"strconv"
	"strings"

	"github.com/luaws/luaws/luahost/lua54/syntax"
	lua "github.com/yuin/gopher-lua"
)

// A Lua number is one of four Go types, and each number has one form only, so
// that == on interfaces is raw equality within a subtype:
//
//	lua.LNumber, integral, |x| < 2^53      integer
//	lua.LNumber, not integral, inf or nan  float
//	LFloat, integral, also -0.0            float
//	LInt, |x| >= 2^53                      integer
type (
	LInt   int64
	LFloat float64
)

func (i LInt) String() string         { return strconv.FormatInt(int64(i), 10) }
func (i LInt) Type() lua.LValueType   { return lua.LTNumber }
func (f LFloat) String() string       { return FmtFloat(float64(f)) }
func (f LFloat) Type() lua.LValueType { return lua.LTNumber }

const maxSafe = 1<<53 - 1

// What Num and ToNum found.
const (
	NotNumber = iota
	Integer
	Float
)

// Int is the Lua integer v.
func Int(v int64) lua.LValue {
	if v >= -maxSafe && v <= maxSafe {
		if uint64(v) < uint64(len(smallInts)) {
			return smallInts[v]
		}
		return lua.LNumber(v)
	}
	return LInt(v)
}

// Flt is the Lua float f.
func Flt(f float64) lua.LValue {
	if f == math.Trunc(f) && !math.IsInf(f, 0) {
		return LFloat(f)
	}
	return lua.LNumber(f)
}

func (t *thread) int(v int64) lua.LValue {
	if v >= -maxSafe && v <= maxSafe {
		return t.box(float64(v))
	}
	return LInt(v)
}

func (t *thread) float(f float64) lua.LValue {
	if f == math.Trunc(f) && !math.IsInf(f, 0) {
		return LFloat(f)
	}
	return t.box(f)
}

// Num takes a number apart. The float is set for integers too.
func Num(v lua.LValue) (i int64, f float64, kind int) {
	switch x := v.(type) {
	case lua.LNumber:
		f = float64(x)
		if i = int64(f); float64(i) == f && f >= -maxSafe && f <= maxSafe {
			return i, f, Integer
		}
		return 0, f, Float
	case LInt:
		return int64(x), float64(x), Integer
	case LFloat:
		return 0, float64(x), Float
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
	case lua.LNumber:
		f := float64(x)
		if i := int64(f); float64(i) == f && f >= -maxSafe && f <= maxSafe {
			return strconv.FormatInt(i, 10), true
		}
		return FmtFloat(f), true
	case LInt:
		return x.String(), true
	case LFloat:
		return x.String(), true
	}
	return "", false
}

// FmtFloat is tostring of a float: "%.14g", and always recognisable as a float.
func FmtFloat(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	case f != f:
		if math.Signbit(f) {
			return "-nan"
		}
		return "nan"
	}
	s := FmtG(f, 14)
	if !strings.ContainsAny(s, ".eEni") {
		s += ".0"
	}
	return s
}

// FmtG is C's %.<prec>g of a finite number.
func FmtG(f float64, prec int) string {
	if prec == 0 {
		prec = 1
	}
	e := strconv.FormatFloat(f, 'e', prec-1, 64)
	at := strings.IndexByte(e, 'e')
	x, _ := strconv.Atoi(e[at+1:])
	if x < -4 || x >= prec {
		return trimZeros(e[:at]) + e[at:]
	}
	return trimZeros(strconv.FormatFloat(f, 'f', prec-1-x, 64))
}

func trimZeros(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// Key is k as tables store it: floats with an exact integer value are integers.
func Key(k lua.LValue) lua.LValue {
	if f, ok := k.(LFloat); ok {
		if i, ok := F2I(float64(f)); ok {
			return Int(i)
		}
	}
	return k
}
