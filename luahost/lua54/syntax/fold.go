package syntax

import "math"

// Folding of constant operations, with 5.4's caution: nothing that raises an
// error, and no float result that is NaN or a zero (whose sign would be lost
// among the constants).

func foldUnary(op unop, c *constExpr) *constExpr {
	switch op {
	case opNot:
		switch c.kind {
		case constNil, constFalse:
			return trueConst
		}
		return falseConst
	case opNeg:
		if c.kind == constNumber {
			if c.n.isFloat {
				return foldedFloat(-c.n.f)
			}
			return numberConst(intNumber(-c.n.i))
		}
	case opBnot:
		if i, ok := constInt(c); ok {
			return numberConst(intNumber(^i))
		}
	}
	return nil
}

func foldBinary(op binop, a, b *constExpr) *constExpr {
	if a.kind != constNumber || b.kind != constNumber {
		return nil
	}
	switch op {
	case opBand, opBor, opBxor, opShl, opShr:
		x, ok1 := constInt(a)
		y, ok2 := constInt(b)
		if !ok1 || !ok2 {
			return nil
		}
		return numberConst(intNumber(foldBits(op, x, y)))
	}
	if !a.n.isFloat && !b.n.isFloat && op != opDiv && op != opPow {
		return foldInts(op, a.n.i, b.n.i)
	}
	x, y := a.n.float(), b.n.float()
	switch op {
	case opAdd:
		return foldedFloat(x + y)
	case opSub:
		return foldedFloat(x - y)
	case opMul:
		return foldedFloat(x * y)
	case opDiv:
		return foldedFloat(x / y)
	case opPow: // only what is exact whoever computes it
		if r := math.Pow(x, y); r == math.Floor(r) && math.Abs(r) <= 1<<53 {
			return foldedFloat(r)
		}
		return nil
	case opIdiv:
		return foldedFloat(math.Floor(x / y))
	case opMod:
		m := math.Mod(x, y)
		if m != 0 && m < 0 != (y < 0) {
			m += y
		}
		return foldedFloat(m)
	}
	return nil
}

func foldInts(op binop, x, y int64) *constExpr {
	switch op {
	case opAdd:
		x += y
	case opSub:
		x -= y
	case opMul:
		x *= y
	case opIdiv, opMod:
		if y == 0 {
			return nil
		}
		q, m := int64(0), int64(0)
		if y == -1 { // the smallest integer / -1 overflows
			q = -x
		} else {
			q, m = x/y, x%y
			if m != 0 && m^y < 0 {
				q--
				m += y
			}
		}
		if x = q; op == opMod {
			x = m
		}
	default:
		return nil
	}
	return numberConst(intNumber(x))
}

func foldBits(op binop, x, y int64) int64 {
	switch op {
	case opBand:
		return x & y
	case opBor:
		return x | y
	case opBxor:
		return x ^ y
	case opShr:
		y = -y // its smallest value stays negative: shifts all out either way
	}
	switch {
	case y <= -64 || y >= 64:
		return 0
	case y < 0:
		return int64(uint64(x) >> uint(-y))
	}
	return x << uint(y)
}

func foldedFloat(f float64) *constExpr {
	if f != f || f == 0 {
		return nil
	}
	return numberConst(floatNumber(f))
}

func (n number) float() float64 {
	if n.isFloat {
		return n.f
	}
	return float64(n.i)
}

// constInt gives a constant's value as an integer if it has one exactly.
func constInt(c *constExpr) (int64, bool) {
	if c.kind != constNumber {
		return 0, false
	}
	if !c.n.isFloat {
		return c.n.i, true
	}
	if f := c.n.f; f >= -1<<63 && f < 1<<63 && f == math.Floor(f) {
		return int64(f), true
	}
	return 0, false
}
