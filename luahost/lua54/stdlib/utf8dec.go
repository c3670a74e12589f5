package stdlib

const (
	maxUTF     = 0x7fffffff // the original UTF-8, up to six bytes
	maxUnicode = 0x10ffff
)

func isCont(s string, i int) bool { return i < len(s) && s[i]&0xc0 == 0x80 }

// decodeUTF8 reads the sequence at the start of s; size 0 if it is not valid.
// lax takes surrogates and what is beyond Unicode.
func decodeUTF8(s string, lax bool) (code uint32, size int) {
	c := uint32(s[0])
	if c < 0x80 {
		return c, 1
	}
	least := [...]uint32{^uint32(0), 0x80, 0x800, 0x10000, 0x200000, 0x4000000}
	n := 0
	for ; c&0x40 != 0; c <<= 1 {
		n++
		if !isCont(s, n) {
			return 0, 0
		}
		code = code<<6 | uint32(s[n]&0x3f)
	}
	if n > 5 {
		return 0, 0
	}
	code |= c & 0x7f << (n * 5)
	if code > maxUTF || code < least[n] {
		return 0, 0
	}
	if !lax && (code > maxUnicode || code >= 0xd800 && code <= 0xdfff) {
		return 0, 0
	}
	return code, n + 1
}

// appendUTF8 encodes code, up to maxUTF.
func appendUTF8(dst []byte, code uint32) []byte {
	if code < 0x80 {
		return append(dst, byte(code))
	}
	var tail [6]byte
	i, first := len(tail), uint32(0x3f) // what fits into the first byte
	for {
		i--
		tail[i] = byte(0x80 | code&0x3f)
		code >>= 6
		first >>= 1
		if code <= first {
			break
		}
	}
	i--
	tail[i] = byte(^first<<1 | code)
	return append(dst, tail[i:]...)
}
