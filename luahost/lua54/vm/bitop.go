package vm

import (
	"math"

	lua "github.com/yuin/gopher-lua"
)

// bitop performs the operators that gopher-lua has no opcode for: // & | ~ << >> and unary ~.
func (t *thread) bitop(op int, a, b lua.LValue) lua.LValue {
	if op == opIdiv {
		return t.idiv(a, b)
	}
	i, ok1 := exactInt(a)
	j, ok2 := exactInt(b)
	if !ok1 || !ok2 {
		if r, ok := t.binaryMeta(a, b, mIdiv+op-opIdiv); ok {
			return r
		}
		t.bitopError(a, b)
	}
	switch op {
	case opBand:
		i &= j
	case opBor:
		i |= j
	case opBxor:
		i ^= j
	case opShl:
		i = shiftLeft(i, j)
	case opShr:
		i = shiftRight(i, j)
	case opBnot:
		i = ^i
	}
	return Int(i)
}

// bitopError blames the first operand that is no number, else the first without an integer value.
func (t *thread) bitopError(a, b lua.LValue) {
	_, _, k1 := Num(a)
	_, _, k2 := Num(b)
	if k1 != NotNumber && k2 != NotNumber {
		_, ok := exactInt(a)
		t.errorf("number%s has no integer representation", t.operandName(ok))
	}
	bad := a
	if k1 != NotNumber {
		bad = b
	}
	t.errorf("attempt to perform bitwise operation on a %s value%s", t.typeName(bad), t.operandName(k1 != NotNumber))
}

func (t *thread) idiv(a, b lua.LValue) lua.LValue {
	i, f, k1 := Num(a)
	j, g, k2 := Num(b)
	if k1 == NotNumber || k2 == NotNumber {
		if r, ok := t.binaryMeta(a, b, mIdiv); ok {
			return r
		}
		t.arithError(a, b, k1 != NotNumber)
	}
	if k1 == Integer && k2 == Integer {
		if j == 0 {
			t.errorf("attempt to divide by zero")
		}
		return Int(divInt(i, j))
	}
	return t.float(math.Floor(f / g))
}

func shiftLeft(a, b int64) int64 {
	switch {
	case b <= -64 || b >= 64:
		return 0
	case b >= 0:
		return int64(uint64(a) << uint(b))
	}
	return int64(uint64(a) >> uint(-b))
}

func shiftRight(a, b int64) int64 {
	if b == math.MinInt64 {
		return 0
	}
	return shiftLeft(a, -b)
}
