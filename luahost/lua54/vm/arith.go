package vm

import (
	"math"
	"math/bits"

	lua "github.com/yuin/gopher-lua"
)

// Arith is a op b with metamethods (those of strings make numbers of them); op is one of gopher-lua's arithmetic opcodes.
func Arith(L *lua.LState, op int, a, b lua.LValue) lua.LValue { return threadOf(L).arith(op, a, b) }

// Unm is -a, IDiv a // b, both with metamethods.
func Unm(L *lua.LState, a lua.LValue) lua.LValue     { return threadOf(L).unm(a) }
func IDiv(L *lua.LState, a, b lua.LValue) lua.LValue { return threadOf(L).idiv(a, b) }

// operate is a op b for any of the arithmetic and bitwise opcodes.
func (t *thread) operate(op int, a, b *lua.LValue) lua.LValue {
	if isFloat(a) || isFloat(b) {
		x, ok1 := asFloat(a)
		y, ok2 := asFloat(b)
		if ok1 && ok2 {
			switch op {
			case lua.OP_ADD:
				return t.float(x + y)
			case lua.OP_SUB:
				return t.float(x - y)
			case lua.OP_MUL:
				return t.float(x * y)
			case lua.OP_DIV:
				return t.float(x / y)
			}
		}
	}
	if op <= lua.OP_POW {
		return t.arith(op, *a, *b)
	}
	return t.bitop(op, *a, *b)
}

func (t *thread) arith(op int, a, b lua.LValue) lua.LValue {
	i, f, k1 := Num(a)
	j, g, k2 := Num(b)
	if k1 == NotNumber || k2 == NotNumber {
		if r, ok := t.binaryMeta(a, b, arithEvent(op)); ok {
			return r
		}
		t.arithError(a, b, k1 != NotNumber)
	}
	if k1 == Integer && k2 == Integer {
		switch op {
		case lua.OP_ADD:
			return Int(i + j)
		case lua.OP_SUB:
			return Int(i - j)
		case lua.OP_MUL:
			return Int(i * j)
		case lua.OP_MOD:
			if j == 0 {
				t.errorf("attempt to perform 'n%%0'")
			}
			return Int(modInt(i, j))
		}
	}
	switch op {
	case lua.OP_ADD:
		f += g
	case lua.OP_SUB:
		f -= g
	case lua.OP_MUL:
		f *= g
	case lua.OP_DIV:
		f /= g
	case lua.OP_MOD:
		f = modFloat(f, g)
	case lua.OP_POW:
		f = pow(f, g)
	}
	return t.float(f)
}

func arithEvent(op int) int { return mAdd + op - lua.OP_ADD }

// arithError blames the second operand if the first is fine.
func (t *thread) arithError(a, b lua.LValue, firstOk bool) {
	bad := a
	if firstOk {
		bad = b
	}
	t.errorf("attempt to perform arithmetic on a %s value%s", t.typeName(bad), t.operandName(firstOk))
}

func (t *thread) unm(a lua.LValue) lua.LValue {
	i, f, kind := Num(a)
	if kind == NotNumber {
		if r, ok := t.binaryMeta(a, a, mUnm); ok {
			return r
		}
		t.arithError(a, a, false)
	}
	if kind == Integer {
		return Int(-i)
	}
	return t.float(-f)
}

// binaryMeta calls the metamethod of the first operand that has one.
func (t *thread) binaryMeta(a, b lua.LValue, ev int) (lua.LValue, bool) {
	h := t.metamethod(a, ev)
	if h == lua.LNil {
		if h = t.metamethod(b, ev); h == lua.LNil {
			return nil, false
		}
	}
	return t.call1(h, a, b), true
}

func modInt(a, b int64) int64 {
	if b == -1 { // the minimum overflows
		return 0
	}
	m := a % b
	if m != 0 && (m^b) < 0 {
		m += b
	}
	return m
}

// modPositive is a % b, divPositive a // b for b > 0. A division of 32 bits is
// faster than one of 64, and none is fastest.
func modPositive(a, b int64) int64 {
	if b&(b-1) == 0 {
		return a & (b - 1)
	}
	if uint64(a|b) < 1<<32 {
		return int64(uint32(a) % uint32(b))
	}
	m := a % b
	if m < 0 {
		m += b
	}
	return m
}

func divPositive(a, b int64) int64 {
	if b&(b-1) == 0 {
		return a >> bits.TrailingZeros64(uint64(b))
	}
	if uint64(a|b) < 1<<32 {
		return int64(uint32(a) / uint32(b))
	}
	q := a / b
	if a < 0 && q*b != a {
		q--
	}
	return q
}

func divInt(a, b int64) int64 {
	if b == -1 {
		return -a
	}
	q := a / b
	if (a^b) < 0 && q*b != a {
		q--
	}
	return q
}

func modFloat(a, b float64) float64 {
	m := fmod(a, b)
	if m > 0 && b < 0 || m < 0 && b > 0 {
		m += b
	}
	return m
}

// fmod is math.Mod, which goes bit by bit, without a loop where the quotient is
// exact in a float64: the remainder is so, too, and off by b at most once.
func fmod(a, b float64) float64 {
	x, y := math.Abs(a), math.Abs(b)
	switch q := x / y; {
	case q < 1:
		return a
	case q < 1<<53:
		m := math.FMA(-math.Trunc(q), y, x)
		if m < 0 {
			m += y
		}
		return math.Copysign(m, a)
	}
	return math.Mod(a, b) // also inf, nan, and division by 0
}
