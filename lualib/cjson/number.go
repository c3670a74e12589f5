package cjson

import (
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// number reads the number at p: what C's strtod takes for one, unless
// decode_invalid_numbers is off. Here are those that are easy to get right: up
// to 18 digits, or up to 15 with a point among them.
func (d *decoder) number() (lua.LValue, bool) {
	s := d.s
	i, neg := d.p, s[d.p] == '-'
	if neg {
		i++
	}
	first := i
	n, i := digits(s, i, 0)
	whole := i - first
	if whole == 0 || whole > 18 || whole > 1 && s[first] == '0' {
		return d.slowNumber()
	}
	if i == len(s) || s[i] != '.' {
		if i < len(s) && (s[i]|0x20 == 'e' || s[i]|0x20 == 'x') {
			return d.slowNumber()
		}
		if neg {
			n = -n
		}
		d.p = i
		return lua54.Int(n), true
	}
	point := i
	n, i = digits(s, i+1, n)
	places := i - point - 1
	if places == 0 || whole+places > 15 || i < len(s) && s[i]|0x20 == 'e' {
		return d.slowNumber()
	}
	f := float64(n) / powers[places] // both are exact, so this is rounded once
	if neg {
		f = -f
	}
	d.p = i
	return lua54.FltIn(d.L, f), true
}

// digits goes on with n; what is beyond 18 digits is wrong.
func digits(s string, i int, n int64) (int64, int) {
	for ; i < len(s) && isDigit(s[i]); i++ {
		n = n*10 + int64(s[i]-'0')
	}
	return n, i
}

var powers = [16]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

func (d *decoder) slowNumber() (lua.LValue, bool) {
	s := d.s[d.p:]
	n := numberLen(s)
	if n == 0 || d.cfg.decodeInvalid == off && irregular(s) {
		return nil, d.fail("value", "invalid number", d.p)
	}
	d.p += n
	return parse(s[:n]), true
}

// irregular tells numbers that strtod takes and JSON doesn't know: with a plus,
// leading zeros, hexadecimal, inf, nan.
func irregular(s string) bool {
	if s[0] == '+' {
		return true
	}
	s = strings.TrimPrefix(s, "-")
	return hasWord(s, "inf") || hasWord(s, "nan") || len(s) > 1 && s[0] == '0' && (isDigit(s[1]) || s[1]|0x20 == 'x')
}

// hasWord is HasPrefix in any case.
func hasWord(s, word string) bool {
	return len(s) >= len(word) && strings.EqualFold(s[:len(word)], word)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

// numberLen is how much of s strtod takes.
func numberLen(s string) int {
	i := 0
	if s[0] == '-' || s[0] == '+' {
		i = 1
	}
	for _, w := range []string{"infinity", "inf", "nan"} {
		if hasWord(s[i:], w) {
			return i + len(w)
		}
	}
	digit, exp := isDigit, byte('e')
	if len(s) > i+2 && s[i] == '0' && s[i+1]|0x20 == 'x' && mantissa(s[i+2:], isHex) > 0 {
		i, digit, exp = i+2, isHex, 'p'
	}
	n := mantissa(s[i:], digit)
	if n == 0 {
		return 0
	}
	i += n
	if i < len(s) && s[i]|0x20 == exp {
		j := i + 1
		if j < len(s) && (s[j] == '-' || s[j] == '+') {
			j++
		}
		if n := run(s[j:], isDigit); n > 0 {
			i = j + n
		}
	}
	return i
}

// mantissa is the length of digits with at most one point; 0 without a digit.
func mantissa(s string, digit func(byte) bool) int {
	n := run(s, digit)
	if n < len(s) && s[n] == '.' {
		if m := run(s[n+1:], digit); n+m > 0 {
			return n + 1 + m
		}
	}
	return n
}

func run(s string, digit func(byte) bool) int {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	return n
}

// parse gives the value of a number as numberLen found it.
func parse(s string) lua.LValue {
	hex := strings.ContainsAny(s, "xX")
	if !strings.ContainsAny(s, ".pP") && (hex || !strings.ContainsAny(s, "eEnN")) {
		digits, base := s, 10
		if hex {
			digits, base = strings.NewReplacer("0x", "", "0X", "").Replace(s), 16
		}
		if i, err := strconv.ParseInt(digits, base, 64); err == nil {
			return lua54.Int(i)
		}
	}
	if hex && !strings.ContainsAny(s, "pP") {
		s += "p0"
	}
	f, _ := strconv.ParseFloat(s, 64) // out of range: inf
	return lua54.Flt(f)
}
