package vm

import (
	"strconv"
	"strings"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// An LValue of a string points to a string header, which points to the bytes:
// two allocations, one of which the collector has to look into. Here both are
// one block without pointers: the header in front of the bytes points into its
// own block, so that whoever holds the header or a part of the bytes holds the
// block, and the collector, which moves nothing, need not see the header.

const (
	headerSize = int(unsafe.Sizeof(lua.LString("")))
	// maxInline is the longest string of one block. A longer one takes two
	// allocations, for which memory need not be cleared.
	maxInline = 512 - headerSize
)

// NewString is the string of the bytes b, which stay the caller's.
func NewString(b []byte) lua.LValue { return CopyString(unsafe.String(unsafe.SliceData(b), len(b))) }

// CopyString is a string with the text of s in memory of its own.
func CopyString(s string) lua.LValue {
	switch {
	case len(s) < 2:
		if s == "" {
			return emptyString
		}
		return byteStrings[s[0]]
	case len(s) > maxInline:
		return lua.LString(strings.Clone(s))
	}
	v, b := MakeString(len(s))
	copy(b, s)
	return v
}

// MakeString makes a string of n bytes, which it shows to who is to write them
// before the string is used.
func MakeString(n int) (v lua.LValue, b []byte) {
	if n > maxInline {
		b = make([]byte, n)
		return lua.LString(unsafe.String(unsafe.SliceData(b), n)), b
	}
	block := make([]byte, headerSize+n)
	b = block[headerSize:]
	p := unsafe.Pointer(unsafe.SliceData(block))
	*(*lua.LString)(p) = lua.LString(unsafe.String(unsafe.SliceData(b), n))
	*wordsOf(&v) = words{stringType, p}
	return v, b
}

var emptyString lua.LValue = lua.LString("")

// byteStrings are all strings of one byte.
var byteStrings = func() (t [256]lua.LValue) {
	for i := range t {
		t[i] = lua.LString([]byte{byte(i)})
	}
	return
}()

// ByteString is the string of one byte.
func ByteString(b byte) lua.LValue { return byteStrings[b] }

// Parts makes strings that share the memory of others, some at a time: their
// headers are allocated together and keep each other, and what they share,
// alive. So one Parts is for the parts of one string. The zero Parts is ready.
type Parts struct {
	free []lua.LString
	made int
}

// maxHeaders is how many headers are allocated together.
const maxHeaders = 16

// Reserve prepares for n strings.
func (p *Parts) Reserve(n int) {
	if n > len(p.free) {
		p.free = make([]lua.LString, n)
	}
}

// String is s.
func (p *Parts) String(s string) (v lua.LValue) {
	if len(s) < 2 {
		return CopyString(s)
	}
	if len(p.free) == 0 {
		p.Reserve(min(p.made+1, maxHeaders))
	}
	h := &p.free[0]
	p.free = p.free[1:]
	p.made++
	*h = lua.LString(s)
	*wordsOf(&v) = words{stringType, unsafe.Pointer(h)}
	return v
}

// AppendStr appends the text of a string or number, as Str gives it; false: v
// is neither.
func AppendStr(dst []byte, v lua.LValue) ([]byte, bool) {
	if s, ok := v.(lua.LString); ok {
		return append(dst, s...), true
	}
	switch i, f, kind := Num(v); kind {
	case Integer:
		return strconv.AppendInt(dst, i, 10), true
	case Float:
		return AppendFloat(dst, f), true
	}
	return dst, false
}
