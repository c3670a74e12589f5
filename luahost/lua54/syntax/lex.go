package syntax

import "strings"

// A lexer cuts a source into tokens. It keeps one token (tok) and at most one
// more (ahead); line is the line the lexer has reached, which 5.4 reports in
// errors, lastLine the one where the token before tok ended, where code goes.
type lexer struct {
	src      string
	pos      int
	line     int
	lastLine int
	file     string
	tok      token
	ahead    token
	hasAhead bool
}

// Classes of bytes.
const (
	cAlpha = 1 << iota // letter or underscore
	cDigit
	cSpace // blank that isn't a newline
)

var class = func() (t [256]uint8) {
	for c := 0; c < 256; c++ {
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_':
			t[c] = cAlpha
		case c >= '0' && c <= '9':
			t[c] = cDigit
		case c == ' ' || c == '\t' || c == '\f' || c == '\v':
			t[c] = cSpace
		}
	}
	return
}()

func isNewline(c byte) bool { return c == '\n' || c == '\r' }

// fail ends the compilation. near is the text after "near", "" for none.
func (l *lexer) fail(msg, near string) {
	if near != "" {
		msg += " near " + near
	}
	panic(&SyntaxError{File: l.file, Line: l.line, Msg: msg})
}

// failHere is an error at the current token.
func (l *lexer) failHere(msg string) { l.fail(msg, l.nearText()) }

// nearText gives the current token as messages show it. C Lua prints its token
// buffer there: strings appear with their escapes replaced, cut at a NUL.
func (l *lexer) nearText() string {
	t := &l.tok
	text := ""
	switch t.kind {
	case tokName, tokInt, tokFloat:
		text = l.src[t.start:t.end]
	case tokString:
		raw := l.src[t.start:t.end]
		delim := 1
		if raw[0] == '[' {
			delim = 2 + strings.IndexByte(raw[1:], '[')
		}
		text = raw[:delim] + t.s + raw[len(raw)-delim:]
	case 0: // a NUL byte: C Lua takes it for "no token"
		return ""
	default:
		return t.kind.String()
	}
	return quoteNear(text)
}

func quoteNear(text string) string {
	text, _, _ = strings.Cut(text, "\x00")
	return "'" + text + "'"
}

// next moves to the next token.
func (l *lexer) next() {
	l.lastLine = l.line
	if l.hasAhead {
		l.tok, l.hasAhead = l.ahead, false
		return
	}
	l.scan(&l.tok)
}

// peek looks at the token after the current one.
func (l *lexer) peek() kind {
	if !l.hasAhead {
		l.scan(&l.ahead)
		l.hasAhead = true
	}
	return l.ahead.kind
}

// byteAt gives the byte i behind the position, 0 past the end.
func (l *lexer) byteAt(i int) byte {
	if l.pos+i < len(l.src) {
		return l.src[l.pos+i]
	}
	return 0
}

// newline skips \n, \r, \r\n or \n\r, each one line.
func (l *lexer) newline() {
	c := l.src[l.pos]
	l.pos++
	if l.pos < len(l.src) && isNewline(l.src[l.pos]) && l.src[l.pos] != c {
		l.pos++
	}
	l.line++
}

// scan reads a token into t.
func (l *lexer) scan(t *token) {
	src := l.src
	for l.pos < len(src) {
		c := src[l.pos]
		t.start = l.pos
		switch {
		case class[c]&cSpace != 0:
			l.pos++
			continue
		case isNewline(c):
			l.newline()
			continue
		case class[c]&cAlpha != 0:
			p := l.pos + 1
			for p < len(src) && class[src[p]]&(cAlpha|cDigit) != 0 {
				p++
			}
			l.pos, t.end = p, p
			t.s = src[t.start:p]
			t.kind = keyword(t.s)
			return
		case class[c]&cDigit != 0:
			l.numeral(t)
			return
		}
		switch c {
		case '-':
			if l.byteAt(1) == '-' {
				l.comment()
				continue
			}
		case '"', '\'':
			l.shortString(t, c)
			return
		case '[':
			if n := l.longBracket(); n >= 0 {
				t.s = l.longString(n, "string")
				t.kind, t.end = tokString, l.pos
				return
			} else if l.byteAt(1) == '=' {
				p := l.pos + 1
				for p < len(src) && src[p] == '=' {
					p++
				}
				l.fail("invalid long string delimiter", quoteNear(src[l.pos:p]))
			}
		case '.':
			if class[l.byteAt(1)]&cDigit != 0 {
				l.numeral(t)
				return
			}
		}
		t.kind = kind(c)
		n := 1
		if k, size := operator(c, l.byteAt(1), l.byteAt(2)); size > 0 {
			t.kind, n = k, size
		}
		l.pos += n
		t.end = l.pos
		return
	}
	t.kind, t.start, t.end = tokEOF, l.pos, l.pos
}

// operator recognizes the tokens of two and three characters.
func operator(a, b, c byte) (kind, int) {
	switch {
	case a == '.' && b == '.' && c == '.':
		return tokDots, 3
	case a == '.' && b == '.':
		return tokConcat, 2
	case a == ':' && b == ':':
		return tokDbcolon, 2
	case a == '=' && b == '=':
		return tokEq, 2
	case a == '~' && b == '=':
		return tokNe, 2
	case a == '<' && b == '=':
		return tokLe, 2
	case a == '<' && b == '<':
		return tokShl, 2
	case a == '>' && b == '=':
		return tokGe, 2
	case a == '>' && b == '>':
		return tokShr, 2
	case a == '/' && b == '/':
		return tokIdiv, 2
	}
	return 0, 0
}

// comment skips a comment, long or to the end of the line.
func (l *lexer) comment() {
	l.pos += 2
	if l.byteAt(0) == '[' {
		if n := l.longBracket(); n >= 0 {
			l.longString(n, "comment")
			return
		}
	}
	for l.pos < len(l.src) && !isNewline(l.src[l.pos]) {
		l.pos++
	}
}

// numeral takes what may be a numeral, liberally, and leaves the judgement to
// parseNumber: [+-] only behind an exponent mark, so that 0xe+1 is an addition.
func (l *lexer) numeral(t *token) {
	src, p := l.src, l.pos
	exp := byte('e')
	if src[p] == '0' && p+1 < len(src) && src[p+1]|0x20 == 'x' {
		exp = 'p'
		p += 2
	}
	for p < len(src) {
		c := src[p]
		if c|0x20 == exp {
			p++
			if p < len(src) && (src[p] == '+' || src[p] == '-') {
				p++
			}
		} else if c == '.' || hexValue(c) >= 0 {
			p++
		} else {
			break
		}
	}
	if p < len(src) && class[src[p]]&cAlpha != 0 {
		p++ // a letter touches it: let it fail
	}
	l.pos, t.end = p, p
	n, ok := parseNumber(src[t.start:p])
	if !ok {
		l.fail("malformed number", quoteNear(src[t.start:p]))
	}
	t.n, t.kind = n, tokInt
	if n.isFloat {
		t.kind = tokFloat
	}
}
