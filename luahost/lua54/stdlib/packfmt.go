package stdlib

import "fmt"

// packReader walks a format of string.pack.
type packReader struct {
	fmt      string
	big      bool
	maxAlign int
	err      string
	argErr   bool // err is about argument 1
}

type packKind uint8

const (
	packNone packKind = iota // configuration
	packInt
	packUint
	packFloat
	packDouble
	packChars // fixed size
	packStr   // length, then bytes
	packZero  // up to a zero byte
	packPad
	packAlign // X
)

const (
	maxIntSize = 16
	native     = 8 // of long, size_t, lua_Integer, and the largest alignment
)

func (r *packReader) fail(format string, args ...any) packKind {
	if r.err == "" {
		r.err = fmt.Sprintf(format, args...)
	}
	return packNone
}

func (r *packReader) more() bool { return r.err == "" && r.fmt != "" && r.fmt[0] != 0 }

// num reads a number, def if there is none.
func (r *packReader) num(def int) int {
	if r.fmt == "" || !isDigit(int(r.fmt[0])) {
		return def
	}
	n := 0
	for r.fmt != "" && isDigit(int(r.fmt[0])) && n <= (1<<31-1-9)/10 {
		n = n*10 + int(r.fmt[0]-'0')
		r.fmt = r.fmt[1:]
	}
	return n
}

func (r *packReader) intSize(def int) int {
	n := r.num(def)
	if n < 1 || n > maxIntSize {
		r.fail("integral size (%d) out of limits [1,%d]", n, maxIntSize)
	}
	return n
}

// option reads one option and its size.
func (r *packReader) option() (packKind, int) {
	c := r.fmt[0]
	r.fmt = r.fmt[1:]
	switch c {
	case 'b':
		return packInt, 1
	case 'B':
		return packUint, 1
	case 'h':
		return packInt, 2
	case 'H':
		return packUint, 2
	case 'l', 'j':
		return packInt, native
	case 'L', 'J', 'T':
		return packUint, native
	case 'i':
		return packInt, r.intSize(4)
	case 'I':
		return packUint, r.intSize(4)
	case 'f':
		return packFloat, 4
	case 'n', 'd':
		return packDouble, 8
	case 's':
		return packStr, r.intSize(native)
	case 'c':
		n := r.num(-1)
		if n < 0 {
			r.fail("missing size for format option 'c'")
		}
		return packChars, n
	case 'z':
		return packZero, 0
	case 'x':
		return packPad, 1
	case 'X':
		return packAlign, 0
	case '<', '=':
		r.big = false
	case '>':
		r.big = true
	case '!':
		r.maxAlign = r.intSize(native)
	case ' ':
	default:
		r.fail("invalid format option '%s'", string([]byte{c}))
	}
	return packNone, 0
}

// next reads one option, its size, and the padding it needs at offset at.
func (r *packReader) next(at int) (kind packKind, size, padding int) {
	kind, size = r.option()
	align := size
	if kind == packAlign {
		of := packChars
		if r.fmt != "" && r.fmt[0] != 0 {
			of, align = r.option()
		}
		if of == packChars || align == 0 {
			r.argErr = r.err == ""
			r.fail("invalid next option for option 'X'")
		}
	}
	if align <= 1 || kind == packChars || r.err != "" {
		return kind, size, 0
	}
	align = min(align, r.maxAlign)
	if align&(align-1) != 0 {
		r.argErr = true
		r.fail("format asks for alignment not power of 2")
		return kind, size, 0
	}
	return kind, size, (align - at&(align-1)) & (align - 1)
}

// appendPacked writes the low bytes of n; what is beyond 8 is filled with the sign.
func appendPacked(dst []byte, n int64, size int, big, signed bool) []byte {
	at := len(dst)
	for i := range size {
		b := byte(0)
		if i < 8 {
			b = byte(n >> (8 * i))
		} else if signed && n < 0 {
			b = 0xff
		}
		dst = append(dst, b)
	}
	if big {
		for i, j := at, len(dst)-1; i < j; i, j = i+1, j-1 {
			dst[i], dst[j] = dst[j], dst[i]
		}
	}
	return dst
}

// unpackInt reads an integer of len(s) bytes; false if it doesn't fit into 64 bits.
func unpackInt(s string, big, signed bool) (int64, bool) {
	size := len(s)
	at := func(i int) byte { // i counts from the low byte
		if big {
			return s[size-1-i]
		}
		return s[i]
	}
	var n uint64
	for i := min(size, 8) - 1; i >= 0; i-- {
		n = n<<8 | uint64(at(i))
	}
	if size < 8 && signed {
		mask := uint64(1) << (8*size - 1)
		n = (n ^ mask) - mask
	}
	for i := 8; i < size; i++ {
		fill := byte(0)
		if signed && int64(n) < 0 {
			fill = 0xff
		}
		if at(i) != fill {
			return 0, false
		}
	}
	return int64(n), true
}
