package stdlib

import (
	"sync"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// Strings made by the library. A substring in Go keeps the whole string alive:
// a few bytes cut out of a large message would hold the message. So small parts
// of large strings are copied.

const (
	copyFrom  = 256 // subjects up to this size are shared whatever is cut out
	shortText = 256 // texts up to this size are made on the Go stack first
)

var emptyString lua.LValue = lua.LString("")

// partOf is the value of part, a piece of s; parts are those of s.
func partOf(L *lua.LState, parts *vm.Parts, s, part string) lua.LValue {
	if len(s) > copyFrom && len(part) < len(s)/2 {
		vm.CheckSize(L, len(part))
		return vm.CopyString(part)
	}
	return parts.String(part)
}

// newString makes a string of n bytes, which are to be written before it is used.
func newString(L *lua.LState, n int) (lua.LValue, []byte) {
	vm.CheckSize(L, n)
	return vm.MakeString(n)
}

// pushText pushes b, which stays the caller's, as a string.
func pushText(L *lua.LState, b []byte) { L.Push(vm.NewString(b)) }

// pushBytes pushes b as a string; b must not be written to any more.
func pushBytes(L *lua.LState, b []byte) {
	if len(b) < 2 || cap(b) > len(b)+len(b)/4+16 { // don't keep the slack
		pushText(L, b)
		return
	}
	L.Push(lua.LString(unsafe.String(unsafe.SliceData(b), len(b))))
}

// scratch are buffers for texts whose size is not known before they are made.
var scratch = sync.Pool{New: func() any { b := make([]byte, 0, 1<<10); return &b }}

// maxScratch is how large a buffer may be that nobody uses.
const maxScratch = 1 << 16

func takeScratch() *[]byte { return scratch.Get().(*[]byte) }

// pushScratch pushes the text as a string; buf, in which it is, goes back.
func pushScratch(L *lua.LState, buf *[]byte, text []byte) {
	pushText(L, text)
	if cap(text) <= maxScratch {
		*buf = text[:0]
		scratch.Put(buf)
	}
}

// keepString is v if it is a string, else s (v was a number).
func keepString(v lua.LValue, s string) lua.LValue {
	if _, ok := v.(lua.LString); ok {
		return v
	}
	return lua.LString(s)
}

// growth asks the string limit about a buffer that grows piece by piece, each
// time that it has doubled.
type growth struct{ next int }

const growthFrom = 1 << 12

func (g *growth) check(L *lua.LState, n int) {
	if n > g.next {
		if n > growthFrom {
			vm.CheckSize(L, n)
		}
		g.next = max(2*n, growthFrom)
	}
}

func pushInt(L *lua.LState, n int) { L.Push(vm.Int(int64(n))) }
