package syntax

import (
	"math"
	"strconv"
	"strings"
)

// A number is a Lua number: an integer, or a float where isFloat is set.
type number struct {
	i       int64
	f       float64
	isFloat bool
}

func intNumber(i int64) number     { return number{i: i} }
func floatNumber(f float64) number { return number{f: f, isFloat: true} }

// Kinds of number that ParseNumber finds.
const (
	NotNumber = 0
	IsInt     = 1
	IsFloat   = 2
)

// ParseNumber reads a numeral as Lua's tonumber does: blanks around it and a sign
// are allowed, hexadecimal integers wrap around, decimal ones that don't fit
// 64 bits become floats.
func ParseNumber(s string) (i int64, f float64, kind int) {
	n, ok := parseNumber(s)
	switch {
	case !ok:
		return 0, 0, NotNumber
	case n.isFloat:
		return 0, n.f, IsFloat
	}
	return n.i, 0, IsInt
}

func parseNumber(s string) (number, bool) {
	s = trimSpace(s)
	body, neg := s, false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		body, neg = s[1:], s[0] == '-'
	}
	if body == "" {
		return number{}, false
	}
	if len(body) > 1 && body[0] == '0' && body[1]|0x20 == 'x' {
		return parseHex(body, neg)
	}
	u, digits := uint64(0), true
	for i := 0; i < len(body); i++ {
		c := body[i]
		if c >= '0' && c <= '9' {
			if d := uint64(c - '0'); u > (math.MaxUint64-d)/10 {
				digits = false // too large: a float
			} else {
				u = u*10 + d
			}
			continue
		}
		// everything that Go takes and C doesn't (names, underscores, hex) is cut off here
		if c != '.' && c|0x20 != 'e' && c != '+' && c != '-' {
			return number{}, false
		}
		digits = false
	}
	switch {
	case digits && !neg && u <= math.MaxInt64:
		return intNumber(int64(u)), true
	case digits && neg && u <= 1<<63:
		return intNumber(-int64(u)), true
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) {
		return number{}, false
	}
	return floatNumber(f), true
}

// parseHex reads "0x..." with an optional fraction and binary exponent.
func parseHex(s string, neg bool) (number, bool) {
	u, i := uint64(0), 2
	for ; i < len(s); i++ {
		d := hexValue(s[i])
		if d < 0 {
			break
		}
		u = u<<4 | uint64(d)
	}
	if i == len(s) {
		if neg {
			u = -u
		}
		return intNumber(int64(u)), i > 2
	}
	exp := false
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c|0x20 == 'p':
			exp = true
		case c != '.' && c != '+' && c != '-' && hexValue(c) < 0:
			return number{}, false
		}
	}
	if !exp {
		s += "p0" // Go wants the exponent
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) {
		return number{}, false
	}
	if neg {
		f = -f
	}
	return floatNumber(f), true
}

func trimSpace(s string) string { return strings.Trim(s, " \t\n\v\f\r") }

func hexValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
