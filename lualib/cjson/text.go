package cjson

import (
	"unicode/utf8"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// shareUpTo: strings of a text up to this size are parts of it; those of a
// longer one are copies, as a few bytes would hold the whole message.
const shareUpTo = 256

func (d *decoder) stringValue() (lua.LValue, bool) {
	s, part, ok := d.string()
	switch {
	case !ok:
		return nil, false
	case part && (len(d.s) <= shareUpTo || len(s) >= len(d.s)/2):
		return d.parts.String(s), true
	}
	return lua54.CopyString(s), true
}

func (d *decoder) key() (lua.LValue, bool) {
	s, _, ok := d.string()
	if !ok {
		return nil, false
	}
	return lua54.KeyString(s), true
}

// string reads the string at p. part tells that it is a part of the text; it is
// one of d.text, which is used again, otherwise.
func (d *decoder) string() (s string, part, ok bool) {
	start := d.p + 1
	for i := start; i < len(d.s); i++ {
		switch c := d.s[i]; c {
		case '"':
			d.p = i + 1
			return d.s[start:i], true, true
		case '\\':
			s, ok = d.escaped(start, i)
			return s, false, ok
		case 0:
			return "", false, d.fail("value", "unexpected end of string", i)
		}
	}
	return "", false, d.fail("value", "unexpected end of string", len(d.s))
}

// unescape is what stands for the byte behind a backslash; 0: nothing does.
var unescape = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escaped is string for one with a backslash at i.
func (d *decoder) escaped(start, i int) (string, bool) {
	s := d.s
	buf := append(d.text[:0], s[start:i]...)
	for i < len(s) {
		c := s[i]
		switch {
		case c == '"':
			d.p, d.text = i+1, buf
			return unsafe.String(unsafe.SliceData(buf), len(buf)), true
		case c == 0:
			return "", d.fail("value", "unexpected end of string", i)
		case c != '\\':
			buf = append(buf, c)
			i++
		case i+1 < len(s) && unescape[s[i+1]] != 0:
			buf = append(buf, unescape[s[i+1]])
			i += 2
		case i+1 < len(s) && s[i+1] == 'u':
			r, n := unicodeEscape(s[i:])
			if n == 0 {
				return "", d.fail("value", "invalid unicode escape code", i)
			}
			buf = utf8.AppendRune(buf, r)
			i += n
		default:
			return "", d.fail("value", "invalid escape code", i)
		}
	}
	return "", d.fail("value", "unexpected end of string", len(s))
}

// unicodeEscape reads \uXXXX, or the two of a surrogate pair; n is 0 if it is
// none, or half a pair.
func unicodeEscape(s string) (r rune, n int) {
	hi, ok := hex4(s)
	if !ok {
		return 0, 0
	}
	if hi&0xf800 != 0xd800 {
		return hi, 6
	}
	if hi >= 0xdc00 || len(s) < 8 || s[6] != '\\' || s[7] != 'u' {
		return 0, 0
	}
	lo, ok := hex4(s[6:])
	if !ok || lo&0xfc00 != 0xdc00 {
		return 0, 0
	}
	return 0x10000 + (hi&0x3ff)<<10 | lo&0x3ff, 12
}

// hex4 reads the digits of \uXXXX.
func hex4(s string) (r rune, ok bool) {
	if len(s) < 6 {
		return 0, false
	}
	for _, c := range []byte(s[2:6]) {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
