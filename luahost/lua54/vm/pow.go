package vm

import "math"

// pow is x^y as C's pow, which is exact where the result is, and otherwise off
// by less than one unit in the last place. Go's math.Pow is off by several for
// large integral exponents, so these go by squaring in pairs of floats.
func pow(x, y float64) float64 {
	if y == 2 {
		return x * x
	}
	if y != math.Trunc(y) || math.Abs(y) > 1100 || x == 0 || math.IsInf(x, 0) || x != x {
		return math.Pow(x, y)
	}
	frac, exp := math.Frexp(x) // so that nothing overflows on the way
	n := int(math.Abs(y))
	r, s := pair{1, 0}, pair{frac, 0}
	re, se := 0, exp
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			r, re = r.mul(s).scaled(re + se)
		}
		s, se = s.mul(s).scaled(2 * se)
	}
	if y < 0 {
		r, re = r.inverse(), -re
	}
	return math.Ldexp(r.hi+r.lo, re)
}

// pair is an unevaluated sum of two floats.
type pair struct{ hi, lo float64 }

func (a pair) mul(b pair) pair {
	p := a.hi * b.hi
	e := math.FMA(a.hi, b.hi, -p) + (a.hi*b.lo + a.lo*b.hi)
	hi := p + e
	return pair{hi, e - (hi - p)}
}

// scaled brings a near 1 and adds what it was scaled by to an exponent.
func (a pair) scaled(exp int) (pair, int) {
	_, e := math.Frexp(a.hi)
	return pair{math.Ldexp(a.hi, -e), math.Ldexp(a.lo, -e)}, exp + e
}

func (a pair) inverse() pair {
	q := 1 / a.hi
	e := math.FMA(-q, a.hi, 1) - q*a.lo
	return pair{q, q * e}
}
