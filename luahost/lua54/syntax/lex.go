// Package syntax: Lua 5.4 front end producing gopher-lua AST (prototype).
package syntax

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

type tk int

const (
	tEOF tk = iota + 256
	tName
	tString
	tInt
	tFloat
	tAnd
	tBreak
	tDo
	tElse
	tElseif
	tEnd
	tFalse
	tFor
	tFunction
	tGoto
	tIf
	tIn
	tLocal
	tNil
	tNot
	tOr
	tRepeat
	tReturn
	tThen
	tTrue
	tUntil
	tWhile
	tIdiv
	tConcat
	tDots
	tEq
	tGe
	tLe
	tNe
	tShl
	tShr
	tDbcolon
)

var keywords = map[string]tk{"and": tAnd, "break": tBreak, "do": tDo, "else": tElse, "elseif": tElseif, "end": tEnd, "false": tFalse, "for": tFor, "function": tFunction, "goto": tGoto, "if": tIf, "in": tIn, "local": tLocal, "nil": tNil, "not": tNot, "or": tOr, "repeat": tRepeat, "return": tReturn, "then": tThen, "true": tTrue, "until": tUntil, "while": tWhile}
var tokNames = map[tk]string{tEOF: "<eof>", tName: "<name>", tString: "<string>", tInt: "<integer>", tFloat: "<number>", tIdiv: "//", tConcat: "..", tDots: "...", tEq: "==", tGe: ">=", tLe: "<=", tNe: "~=", tShl: "<<", tShr: ">>", tDbcolon: "::"}

func init() {
	for k, v := range keywords {
		tokNames[v] = k
	}
}
func tokStr(t tk) string {
	if s, ok := tokNames[t]; ok {
		return s
	}
	return string(rune(t))
}

type token struct {
	t    tk
	s    string
	i    int64
	f    float64
	line int
}
type lexer struct {
	src   string
	p     int
	line  int
	chunk string
	tok   token
	ahead token
	has   bool
	last  int // line of previous token
	ts    int // start of current token
}
type SyntaxError struct{ Msg string }

func (e *SyntaxError) Error() string { return e.Msg }

func (l *lexer) err(msg, near string) {
	if near != "" {
		msg = fmt.Sprintf("%s:%d: %s near %s", l.chunk, l.line, msg, near)
	} else {
		msg = fmt.Sprintf("%s:%d: %s", l.chunk, l.line, msg)
	}
	panic(&SyntaxError{msg})
}
func (l *lexer) nearTok() string {
	switch l.tok.t {
	case tEOF:
		return "<eof>"
	case tName, tString, tInt, tFloat:
		return "'" + l.src[l.ts:l.p] + "'"
	}
	return "'" + tokStr(l.tok.t) + "'"
}
func (l *lexer) cur() byte {
	if l.p < len(l.src) {
		return l.src[l.p]
	}
	return 0
}
func (l *lexer) at(i int) byte {
	if l.p+i < len(l.src) {
		return l.src[l.p+i]
	}
	return 0
}
func isAlpha(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func hexv(c byte) int {
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
func (l *lexer) next() {
	l.last = l.tok.line
	if l.has {
		l.tok = l.ahead
		l.has = false
		return
	}
	l.tok = l.scan()
}
func (l *lexer) peek() token {
	if !l.has {
		l.ahead = l.scan()
		l.has = true
	}
	return l.ahead
}
func (l *lexer) newline() {
	c := l.src[l.p]
	l.p++
	if d := l.cur(); l.p < len(l.src) && (d == '\n' || d == '\r') && d != c {
		l.p++
	}
	l.line++
}
func (l *lexer) longLevel() int { // at '[': returns level or -1
	q := l.p + 1
	n := 0
	for q < len(l.src) && l.src[q] == '=' {
		q++
		n++
	}
	if q < len(l.src) && l.src[q] == '[' {
		return n
	}
	return -1
}
func (l *lexer) long(n int, what string) string {
	start := l.line
	l.p += n + 2
	if l.p < len(l.src) && (l.cur() == '\n' || l.cur() == '\r') {
		l.newline()
	}
	var b strings.Builder
	cl := "]" + strings.Repeat("=", n) + "]"
	for {
		if l.p >= len(l.src) {
			l.err(fmt.Sprintf("unfinished long %s (starting at line %d)", what, start), "'<eof>'")
		}
		c := l.src[l.p]
		if c == ']' && strings.HasPrefix(l.src[l.p:], cl) {
			l.p += len(cl)
			return b.String()
		}
		if c == '\n' || c == '\r' {
			l.newline()
			b.WriteByte('\n')
			continue
		}
		b.WriteByte(c)
		l.p++
	}
}
func utf8enc(x uint64) []byte {
	if x < 0x80 {
		return []byte{byte(x)}
	}
	var buf [8]byte
	n := 1
	mfb := uint64(0x3f)
	for {
		buf[8-n] = byte(0x80 | (x & 0x3f))
		n++
		x >>= 6
		mfb >>= 1
		if x <= mfb {
			break
		}
	}
	buf[8-n] = byte((^mfb << 1) | x)
	return buf[8-n:]
}

// Utf8Enc exposes the extended (up to 2^31) encoder.
func Utf8Enc(x uint64) string { return string(utf8enc(x)) }

func (l *lexer) str(q byte) string {
	st := l.p
	l.p++
	var b strings.Builder
	for {
		if l.p >= len(l.src) {
			l.err("unfinished string", "<eof>")
		}
		c := l.src[l.p]
		switch c {
		case q:
			l.p++
			return b.String()
		case '\n', '\r':
			l.err("unfinished string", "'"+l.src[st:l.p]+"'")
		case '\\':
			l.p++
			e := l.cur()
			l.p++
			switch e {
			case 'a':
				b.WriteByte(7)
			case 'b':
				b.WriteByte(8)
			case 'f':
				b.WriteByte(12)
			case 'n':
				b.WriteByte(10)
			case 'r':
				b.WriteByte(13)
			case 't':
				b.WriteByte(9)
			case 'v':
				b.WriteByte(11)
			case '\\', '"', '\'':
				b.WriteByte(e)
			case '\n', '\r':
				l.p--
				l.newline()
				b.WriteByte('\n')
			case 'x':
				h1, h2 := hexv(l.cur()), hexv(l.at(1))
				if h1 < 0 || h2 < 0 {
					l.err("hexadecimal digit expected", "'"+l.src[st:min(l.p+1, len(l.src))]+"'")
				}
				b.WriteByte(byte(h1<<4 | h2))
				l.p += 2
			case 'z':
				for l.p < len(l.src) && strings.IndexByte(" \t\n\r\f\v", l.src[l.p]) >= 0 {
					if l.src[l.p] == '\n' || l.src[l.p] == '\r' {
						l.newline()
					} else {
						l.p++
					}
				}
			case 'u':
				if l.cur() != '{' {
					l.err("missing '{' in \\u{xxxx}", "'"+l.src[st:min(l.p+1, len(l.src))]+"'")
				}
				l.p++
				v := uint64(0)
				nd := 0
				for hexv(l.cur()) >= 0 {
					v = v<<4 | uint64(hexv(l.cur()))
					if v > 0x7FFFFFFF {
						l.err("UTF-8 value too large", "'"+l.src[st:l.p+1]+"'")
					}
					l.p++
					nd++
				}
				if nd == 0 {
					l.err("hexadecimal digit expected", "'"+l.src[st:min(l.p+1, len(l.src))]+"'")
				}
				if l.cur() != '}' {
					l.err("missing '}' in \\u{xxxx}", "'"+l.src[st:min(l.p+1, len(l.src))]+"'")
				}
				l.p++
				b.Write(utf8enc(v))
			default:
				if isDigit(e) {
					l.p--
					v := 0
					for i := 0; i < 3 && isDigit(l.cur()); i++ {
						v = v*10 + int(l.cur()-'0')
						l.p++
					}
					if v > 255 {
						l.err("decimal escape too large", "'"+l.src[st:min(l.p+1, len(l.src))]+"'")
					}
					b.WriteByte(byte(v))
				} else {
					l.err("invalid escape sequence", "'"+l.src[st:min(l.p, len(l.src))]+"'")
				}
			}
		default:
			b.WriteByte(c)
			l.p++
		}
	}
}

// ParseNumber converts a Lua 5.4 numeral; kind 0 = bad, 1 = int, 2 = float.
func ParseNumber(s string) (int64, float64, int) {
	s = strings.Trim(s, " \t\n\r\f\v")
	neg := false
	o := s
	if s != "" && (s[0] == '-' || s[0] == '+') {
		neg = s[0] == '-'
		s = s[1:]
	}
	if s == "" {
		return 0, 0, 0
	}
	if len(s) > 1 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
		h := s[2:]
		var iv uint64
		var fv float64
		exp := 0
		nd := 0
		isf := false
		i := 0
		for ; i < len(h); i++ {
			c := h[i]
			if d := hexv(c); d >= 0 {
				nd++
				iv = iv<<4 | uint64(d)
				fv = fv*16 + float64(d)
				if isf {
					exp -= 4
				}
			} else if c == '.' && !isf {
				isf = true
			} else {
				break
			}
		}
		if nd == 0 {
			return 0, 0, 0
		}
		if i < len(h) && (h[i] == 'p' || h[i] == 'P') {
			e, err := strconv.Atoi(h[i+1:])
			if err != nil || strings.ContainsAny(h[i+1:], "_ ") {
				return 0, 0, 0
			}
			isf = true
			exp += e
			i = len(h)
		}
		if i != len(h) {
			return 0, 0, 0
		}
		if !isf {
			r := int64(iv)
			if neg {
				r = -r
			}
			return r, 0, 1
		}
		f := math.Ldexp(fv, exp)
		if neg {
			f = -f
		}
		return 0, f, 2
	}
	alld := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !isDigit(c) {
			alld = false
			if c != '.' && c != 'e' && c != 'E' && c != '+' && c != '-' {
				return 0, 0, 0
			}
		}
	}
	if alld {
		if v, err := strconv.ParseInt(o, 10, 64); err == nil {
			return v, 0, 1
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) {
		return 0, 0, 0
	}
	if neg {
		f = -f
	}
	return 0, f, 2
}

func (l *lexer) number() token {
	st := l.p
	exp := "eE"
	if l.cur() == '0' && (l.at(1) == 'x' || l.at(1) == 'X') {
		exp = "pP"
		l.p += 2
	}
	for l.p < len(l.src) {
		c := l.src[l.p]
		if strings.IndexByte(exp, c) >= 0 {
			l.p++
			if l.cur() == '+' || l.cur() == '-' {
				l.p++
			}
		} else if hexv(c) >= 0 || c == '.' {
			l.p++
		} else {
			break
		}
	}
	for l.p < len(l.src) && (isAlpha(l.src[l.p]) || isDigit(l.src[l.p])) {
		l.p++
	}
	s := l.src[st:l.p]
	i, f, k := ParseNumber(s)
	switch k {
	case 1:
		return token{t: tInt, s: s, i: i, line: l.line}
	case 2:
		return token{t: tFloat, s: s, f: f, line: l.line}
	}
	l.err("malformed number", "'"+s+"'")
	return token{}
}

func (l *lexer) scan() token {
	for l.p < len(l.src) {
		c := l.src[l.p]
		l.ts = l.p
		switch {
		case c == '\n' || c == '\r':
			l.newline()
			continue
		case c == ' ' || c == '\t' || c == '\f' || c == '\v':
			l.p++
			continue
		case c == '-' && l.at(1) == '-':
			l.p += 2
			if l.cur() == '[' {
				if n := l.longLevel(); n >= 0 {
					l.long(n, "comment")
					continue
				}
			}
			for l.p < len(l.src) && l.src[l.p] != '\n' && l.src[l.p] != '\r' {
				l.p++
			}
			continue
		case c == '[':
			if n := l.longLevel(); n >= 0 {
				s := l.long(n, "string")
				return token{t: tString, s: s, line: l.line}
			} else if l.at(1) == '=' {
				l.err("invalid long string delimiter", "'[='")
			}
			l.p++
			return token{t: '[', line: l.line}
		case c == '"' || c == '\'':
			s := l.str(c)
			return token{t: tString, s: s, line: l.line}
		case isDigit(c) || c == '.' && isDigit(l.at(1)):
			return l.number()
		case isAlpha(c):
			st := l.p
			for l.p < len(l.src) && (isAlpha(l.src[l.p]) || isDigit(l.src[l.p])) {
				l.p++
			}
			s := l.src[st:l.p]
			if k, ok := keywords[s]; ok {
				return token{t: k, s: s, line: l.line}
			}
			return token{t: tName, s: s, line: l.line}
		}
		two := ""
		if l.p+1 < len(l.src) {
			two = l.src[l.p : l.p+2]
		}
		if strings.HasPrefix(l.src[l.p:], "...") {
			l.p += 3
			return token{t: tDots, line: l.line}
		}
		var t tk
		switch two {
		case "==":
			t = tEq
		case "<=":
			t = tLe
		case ">=":
			t = tGe
		case "~=":
			t = tNe
		case "//":
			t = tIdiv
		case "<<":
			t = tShl
		case ">>":
			t = tShr
		case "::":
			t = tDbcolon
		case "..":
			t = tConcat
		}
		if t != 0 {
			l.p += 2
			return token{t: t, line: l.line}
		}
		l.p++
		return token{t: tk(c), line: l.line}
	}
	l.ts = l.p
	return token{t: tEOF, line: l.line}
}
