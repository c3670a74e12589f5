package stdlib

import (
	"math"
	"strconv"
)

// appendQuoted writes s as a Lua literal (%q).
func appendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\' || c == '\n':
			dst = append(dst, '\\', c)
		case isCntrl(int(c)):
			dst = append(dst, '\\')
			if i+1 < len(s) && isDigit(int(s[i+1])) {
				dst = append(dst, '0'+c/100, '0'+c/10%10, '0'+c%10)
			} else {
				dst = strconv.AppendUint(dst, uint64(c), 10)
			}
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

// quoteFloat writes f so that Lua reads the same number back.
func quoteFloat(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "1e9999"
	case math.IsInf(f, -1):
		return "-1e9999"
	case f != f:
		return "(0/0)"
	case math.Signbit(f):
		return "-" + hexFloat(-f, -1, false)
	}
	return hexFloat(f, -1, false)
}

func quoteInt(n int64) string {
	if n == math.MinInt64 { // -9223372036854775808 would be read as a float
		return "0x8000000000000000"
	}
	return strconv.FormatInt(n, 10)
}
