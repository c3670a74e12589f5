package cjson

// escapes is how each byte is written in a string; "": as it is.
type escapes [256]string

var withSlash, withoutSlash = newEscapes(true), newEscapes(false)

func newEscapes(slash bool) *escapes {
	const hex = "0123456789abcdef"
	e := &escapes{'"': `\"`, '\\': `\\`, 0x7f: `\u007f`}
	for c := range 0x20 {
		e[c] = `\u00` + string([]byte{hex[c>>4], hex[c&15]})
	}
	e['\b'], e['\t'], e['\n'], e['\f'], e['\r'] = `\b`, `\t`, `\n`, `\f`, `\r`
	if slash {
		e['/'] = `\/`
	}
	return e
}

func escapesOf(c *config) *escapes {
	if c.escapeSlash {
		return withSlash
	}
	return withoutSlash
}

// append writes s with its quotes.
func (e *escapes) append(buf []byte, s string) []byte {
	buf = append(buf, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		if c := e[s[i]]; c != "" {
			buf = append(append(buf, s[start:i]...), c...)
			start = i + 1
		}
	}
	return append(append(buf, s[start:]...), '"')
}
