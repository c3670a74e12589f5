package syntax

import "strings"

// longBracket gives the level of the long bracket that opens at the position,
// -1 if none does.
func (l *lexer) longBracket() int {
	p := l.pos + 1
	for p < len(l.src) && l.src[p] == '=' {
		p++
	}
	if p < len(l.src) && l.src[p] == '[' {
		return p - l.pos - 1
	}
	return -1
}

// longString reads a long string or comment of the given level. A newline right
// behind the bracket is dropped; any kind of newline becomes \n.
func (l *lexer) longString(level int, what string) string {
	first := l.line
	l.pos += level + 2
	if l.pos < len(l.src) && isNewline(l.src[l.pos]) {
		l.newline()
	}
	closing := "]" + strings.Repeat("=", level) + "]"
	start := l.pos
	var b strings.Builder // only used once a \r shows
	for l.pos < len(l.src) {
		switch c := l.src[l.pos]; c {
		case ']':
			if strings.HasPrefix(l.src[l.pos:], closing) {
				tail := l.src[start:l.pos]
				l.pos += len(closing)
				if b.Len() == 0 {
					return tail
				}
				b.WriteString(tail)
				return b.String()
			}
			l.pos++
		case '\n', '\r':
			at := l.pos
			l.newline()
			if c == '\r' || l.pos-at > 1 {
				b.WriteString(l.src[start:at])
				b.WriteByte('\n')
				start = l.pos
			}
		default:
			l.pos++
		}
	}
	l.fail("unfinished long "+what+" (starting at line "+itoa(first)+")", "<eof>")
	return ""
}

// shortString reads a string between quotes.
func (l *lexer) shortString(t *token, quote byte) {
	p := l.pos + 1
	for p < len(l.src) { // most strings have no escapes: no copy
		c := l.src[p]
		if c == quote {
			t.kind, t.s, t.end = tokString, l.src[l.pos+1:p], p+1
			l.pos = p + 1
			return
		}
		if c == '\\' || isNewline(c) {
			break
		}
		p++
	}
	buf := []byte(l.src[l.pos:p]) // with the quote: it is shown in errors
	l.pos = p
	for {
		if l.pos >= len(l.src) {
			l.fail("unfinished string", "<eof>")
		}
		switch c := l.src[l.pos]; {
		case c == quote:
			l.pos++
			t.kind, t.s, t.end = tokString, string(buf[1:]), l.pos
			return
		case isNewline(c):
			l.fail("unfinished string", quoteNear(string(buf)))
		case c == '\\':
			buf = l.escape(buf)
		default:
			buf = append(buf, c)
			l.pos++
		}
	}
}

var simpleEscapes = [256]byte{'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v', '\\': '\\', '"': '"', '\'': '\''}

// escape reads an escape sequence, the position at its backslash.
func (l *lexer) escape(buf []byte) []byte {
	if l.pos+1 >= len(l.src) {
		l.pos++
		return buf // the caller finds the end
	}
	start := l.pos
	l.pos += 2
	switch c := l.src[start+1]; {
	case simpleEscapes[c] != 0:
		return append(buf, simpleEscapes[c])
	case isNewline(c):
		l.pos--
		l.newline()
		return append(buf, '\n')
	case c == 'x':
		v := l.hexDigit(buf, start) << 4
		return append(buf, byte(v|l.hexDigit(buf, start)))
	case c == 'z':
		for l.pos < len(l.src) {
			if isNewline(l.src[l.pos]) {
				l.newline()
			} else if class[l.src[l.pos]]&cSpace != 0 {
				l.pos++
			} else {
				break
			}
		}
		return buf
	case c == 'u':
		return l.unicodeEscape(buf, start)
	case class[c]&cDigit != 0:
		l.pos--
		v := 0
		for i := 0; i < 3 && class[l.byteAt(0)]&cDigit != 0; i++ {
			v = v*10 + int(l.src[l.pos]-'0')
			l.pos++
		}
		if v > 255 {
			l.escapeError(buf, start, "decimal escape too large")
		}
		return append(buf, byte(v))
	}
	l.pos--
	l.escapeError(buf, start, "invalid escape sequence")
	return nil
}

// escapeError shows the string up to the byte that is wrong.
func (l *lexer) escapeError(buf []byte, start int, msg string) {
	end := min(l.pos+1, len(l.src))
	l.fail(msg, quoteNear(string(buf)+l.src[start:end]))
}

func (l *lexer) hexDigit(buf []byte, start int) int {
	v := -1
	if l.pos < len(l.src) {
		v = hexValue(l.src[l.pos])
	}
	if v < 0 {
		l.escapeError(buf, start, "hexadecimal digit expected")
	}
	l.pos++
	return v
}

// unicodeEscape reads \u{XXX}, the position at the brace.
func (l *lexer) unicodeEscape(buf []byte, start int) []byte {
	if l.byteAt(0) != '{' {
		l.escapeError(buf, start, "missing '{'")
	}
	l.pos++
	v := uint64(l.hexDigit(buf, start))
	for l.pos < len(l.src) {
		d := hexValue(l.src[l.pos])
		if d < 0 {
			break
		}
		if v > 0x7FFFFFFF>>4 {
			l.escapeError(buf, start, "UTF-8 value too large")
		}
		v = v<<4 | uint64(d)
		l.pos++
	}
	if l.byteAt(0) != '}' {
		l.escapeError(buf, start, "missing '}'")
	}
	l.pos++
	return AppendUTF8(buf, v)
}

// AppendUTF8 encodes a value below 2^31 as the original UTF-8 did: in up to six bytes.
func AppendUTF8(buf []byte, v uint64) []byte {
	if v < 0x80 {
		return append(buf, byte(v))
	}
	var enc [8]byte
	n := len(enc)
	first := uint64(0x3f) // largest value that fits the first byte
	for {
		n--
		enc[n] = byte(0x80 | v&0x3f)
		v >>= 6
		first >>= 1
		if v <= first {
			break
		}
	}
	n--
	enc[n] = byte(^first<<1 | v)
	return append(buf, enc[n:]...)
}
