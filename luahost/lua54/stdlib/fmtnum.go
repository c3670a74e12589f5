package stdlib

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// appendInt formats n for d i u o x X.
func (sp *fmtSpec) appendInt(dst []byte, n int64) []byte {
	u, sign, base := uint64(n), "", 10
	switch sp.conv {
	case 'd', 'i':
		if sign = sp.sign(n < 0); n < 0 {
			u = -u
		}
	case 'o':
		base = 8
	case 'x', 'X':
		if base = 16; sp.alt && u != 0 {
			sign = "0" + string(rune(sp.conv))
		}
	}
	var room [24]byte
	digits := strconv.AppendUint(room[:0], u, base)
	if sp.conv == 'X' {
		digits = bytes.ToUpper(digits)
	}
	if u == 0 && sp.prec == 0 {
		digits = nil
	}
	zeros := max(sp.prec-len(digits), 0)
	if sp.alt && sp.conv == 'o' && zeros == 0 && (u != 0 || sp.prec == 0) {
		zeros = 1
	}
	size := zeros + len(digits)
	dst = sp.before(dst, sign, size, sp.zero && sp.prec < 0)
	dst = append(fillUp(dst, '0', zeros), digits...)
	return sp.after(dst, len(sign)+size)
}

// appendFloat formats f for a A e E f g G.
func (sp *fmtSpec) appendFloat(dst []byte, f float64) []byte {
	sign, zero := sp.sign(math.Signbit(f)), sp.zero
	var room [64]byte
	body := room[:0]
	f = math.Abs(f)
	switch conv := sp.conv | 0x20; {
	case math.IsInf(f, 0):
		body, zero = append(body, "inf"...), false
	case f != f:
		body, zero = append(body, "nan"...), false
	case conv == 'a':
		body = append(body, hexFloat(f, sp.prec, sp.alt)[2:]...)
		sign += "0x"
	default:
		prec := sp.prec
		if prec < 0 {
			prec = 6
		}
		switch {
		case conv == 'g' && sp.alt:
			body = append(body, alternateG(f, prec)...)
		case conv == 'g':
			body = vm.AppendG(body, f, prec)
		default:
			body = strconv.AppendFloat(body, f, conv, prec, 64)
			if sp.alt && prec == 0 {
				body = append(room[:0], withPoint(string(body))...)
			}
		}
	}
	if sp.conv < 'a' {
		sign, body = strings.ToUpper(sign), bytes.ToUpper(body)
	}
	dst = append(sp.before(dst, sign, len(body), zero), body...)
	return sp.after(dst, len(sign)+len(body))
}

// alternateG is C's %#g, which keeps trailing zeros.
func alternateG(f float64, prec int) string {
	prec = max(prec, 1)
	e := strconv.FormatFloat(f, 'e', prec-1, 64)
	at := strings.IndexByte(e, 'e')
	mant, exp := e[:at], e[at:]
	x, _ := strconv.Atoi(exp[1:])
	if x >= -4 && x < prec {
		mant, exp = strconv.FormatFloat(f, 'f', prec-1-x, 64), ""
	}
	return withPoint(mant) + exp
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
