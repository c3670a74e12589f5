package stdlib

import (
	"math"
	"strconv"
	"strings"
)

// appendInt formats n for d i u o x X.
func (sp *fmtSpec) appendInt(dst []byte, n int64) []byte {
	var digits, sign string
	u := uint64(n)
	switch sp.conv {
	case 'd', 'i':
		if sign = sp.sign(n < 0); n < 0 {
			u = -u
		}
		digits = strconv.FormatUint(u, 10)
	case 'u':
		digits = strconv.FormatUint(u, 10)
	case 'o':
		digits = strconv.FormatUint(u, 8)
		if sp.alt && u != 0 && sp.prec <= len(digits) {
			digits = "0" + digits
		}
	case 'x':
		digits = strconv.FormatUint(u, 16)
	case 'X':
		digits = strings.ToUpper(strconv.FormatUint(u, 16))
	}
	if sp.alt && u != 0 && sp.conv|0x20 == 'x' {
		sign = "0" + string(rune(sp.conv))
	}
	if sp.prec >= 0 {
		if u == 0 && sp.prec == 0 {
			digits = ""
			if sp.alt && sp.conv == 'o' {
				digits = "0"
			}
		}
		if n := sp.prec - len(digits); n > 0 {
			digits = strings.Repeat("0", n) + digits
		}
	}
	return sp.pad(dst, sign, digits, sp.zero && sp.prec < 0)
}

// appendFloat formats f for a A e E f g G.
func (sp *fmtSpec) appendFloat(dst []byte, f float64) []byte {
	sign, body, zero := sp.sign(math.Signbit(f)), "", sp.zero
	f = math.Abs(f)
	switch {
	case math.IsInf(f, 0):
		body, zero = "inf", false
	case f != f:
		body, zero = "nan", false
	case sp.conv|0x20 == 'a':
		body = hexFloat(f, sp.prec, sp.alt)
		sign, body = sign+"0x", body[2:]
	default:
		prec := sp.prec
		if prec < 0 {
			prec = 6
		}
		switch sp.conv | 0x20 {
		case 'g':
			body = formatG(f, prec, sp.alt)
		default:
			body = strconv.FormatFloat(f, sp.conv|0x20, prec, 64)
			if sp.alt && prec == 0 {
				body = withPoint(body)
			}
		}
	}
	if sp.conv < 'a' {
		sign, body = strings.ToUpper(sign), strings.ToUpper(body)
	}
	return sp.pad(dst, sign, body, zero)
}

// formatG is C's %g; alt keeps trailing zeros.
func formatG(f float64, prec int, alt bool) string {
	if prec == 0 {
		prec = 1
	}
	e := strconv.FormatFloat(f, 'e', prec-1, 64)
	at := strings.IndexByte(e, 'e')
	mant, exp := e[:at], e[at:]
	x, _ := strconv.Atoi(exp[1:])
	if x >= -4 && x < prec {
		mant, exp = strconv.FormatFloat(f, 'f', prec-1-x, 64), ""
	}
	switch {
	case alt:
		mant = withPoint(mant)
	case strings.IndexByte(mant, '.') >= 0:
		mant = strings.TrimRight(strings.TrimRight(mant, "0"), ".")
	}
	return mant + exp
}

// withPoint puts a decimal point behind the digits of s if there is none.
func withPoint(s string) string {
	if strings.IndexByte(s, '.') >= 0 {
		return s
	}
	if at := strings.IndexByte(s, 'e'); at >= 0 {
		return s[:at] + "." + s[at:]
	}
	return s + "."
}

// hexFloat is C's %a of f >= 0: one digit, a fraction of prec digits (-1: as many
// as it takes), a binary exponent.
func hexFloat(f float64, prec int, alt bool) string {
	const fracDigits = 13
	bits := math.Float64bits(f)
	frac, exp := bits&(1<<52-1), int(bits>>52&0x7ff)
	mant := frac
	switch {
	case exp != 0:
		mant |= 1 << 52
		exp -= 1023
	case frac != 0: // subnormal: keeps its leading 0
		exp = -1022
	}
	if prec >= 0 && prec < fracDigits { // round half to even
		drop := uint(4 * (fracDigits - prec))
		rest, half := mant&(1<<drop-1), uint64(1)<<(drop-1)
		mant >>= drop
		if rest > half || rest == half && mant&1 == 1 {
			mant++
		}
		mant <<= drop
	}
	digits := strconv.FormatUint(mant&(1<<52-1)|1<<52, 16)[1:]
	if prec < 0 {
		digits = strings.TrimRight(digits, "0")
	} else if prec <= fracDigits {
		digits = digits[:prec]
	} else {
		digits += strings.Repeat("0", prec-fracDigits)
	}
	s := "0x" + strconv.FormatUint(mant>>52, 16)
	if digits != "" || alt {
		s += "." + digits
	}
	sign := "+"
	if exp < 0 {
		sign = ""
	}
	return s + "p" + sign + strconv.Itoa(exp)
}
