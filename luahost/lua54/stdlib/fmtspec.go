package stdlib

import "strings"

// fmtSpec is one conversion of string.format, "%-8.3f".
type fmtSpec struct {
	form                          string // as written, for error texts
	conv                          byte
	minus, plus, space, alt, zero bool
	width, prec                   int // prec -1: none
}

const (
	maxFormat = 32

	// the flags each group of conversions takes
	flagsFloat = "-+#0 "
	flagsHex   = "-#0"
	flagsInt   = "-+0 "
	flagsUint  = "-0"
	flagsChar  = "-"
)

// scanSpec cuts the conversion off s, which begins behind the '%'. msg is an error.
func scanSpec(s string) (form, rest, msg string) {
	n := 0
	for n < len(s) && strings.IndexByte(flagsFloat+"123456789.", s[n]) >= 0 {
		n++
	}
	if n+1 >= maxFormat-10 {
		return "", "", "invalid format (too long)"
	}
	if n < len(s) {
		n++
	}
	return s[:n], s[n:], ""
}

// parse reads form, which may have the given flags and, if prec, a precision.
func (sp *fmtSpec) parse(form, flags string, prec bool) bool {
	*sp = fmtSpec{form: form, conv: form[len(form)-1], prec: -1}
	i := 0
	for ; strings.IndexByte(flags, form[i]) >= 0; i++ {
		switch form[i] {
		case '-':
			sp.minus = true
		case '+':
			sp.plus = true
		case ' ':
			sp.space = true
		case '#':
			sp.alt = true
		case '0':
			sp.zero = true
		}
	}
	if form[i] != '0' {
		sp.width, i = twoDigits(form, i)
		if form[i] == '.' && prec {
			sp.prec, i = twoDigits(form, i+1)
		}
	}
	return isAlpha(int(form[i]))
}

// twoDigits reads at most two digits at i; a letter always follows.
func twoDigits(s string, i int) (n, next int) {
	for stop := i + 2; i < stop && isDigit(int(s[i])); i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n, i
}

// pad appends text filled up with spaces to the width.
func (sp *fmtSpec) pad(dst []byte, text string) []byte {
	return sp.after(append(sp.before(dst, "", len(text), false), text...), len(text))
}

// before appends sign and what fills the width on the left of n bytes that
// follow: spaces in front of the sign, or zeros behind it.
func (sp *fmtSpec) before(dst []byte, sign string, n int, zeros bool) []byte {
	fill := sp.width - len(sign) - n
	if sp.minus {
		fill = 0
	}
	if !zeros {
		dst = fillUp(dst, ' ', fill)
	}
	dst = append(dst, sign...)
	if zeros {
		dst = fillUp(dst, '0', fill)
	}
	return dst
}

// after appends what fills the width on the right of a sign and digits of
// together n bytes.
func (sp *fmtSpec) after(dst []byte, n int) []byte {
	if !sp.minus {
		return dst
	}
	return fillUp(dst, ' ', sp.width-n)
}

func fillUp(dst []byte, c byte, n int) []byte {
	for ; n > 0; n-- {
		dst = append(dst, c)
	}
	return dst
}

// sign is what goes before a number.
func (sp *fmtSpec) sign(negative bool) string {
	switch {
	case negative:
		return "-"
	case sp.plus:
		return "+"
	case sp.space:
		return " "
	}
	return ""
}
