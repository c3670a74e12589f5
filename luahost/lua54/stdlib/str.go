package stdlib

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

func strLen(L *lua.LState) int {
	pushInt(L, len(vm.CheckStr(L, 1)))
	return 1
}

func strSub(L *lua.LState) int {
	s := vm.CheckStr(L, 1)
	i := startPos(vm.CheckInt(L, 2), len(s))
	j := endPos(vm.OptInt(L, 3, -1), len(s))
	switch {
	case i > j:
		L.Push(emptyString)
	case i == 1 && j == len(s):
		L.Push(keepString(L.Get(1), s))
	default:
		L.Push(partOf(L, new(vm.Parts), s, s[i-1:j]))
	}
	return 1
}

// mapBytes pushes argument 1 with from..to changed by flip, itself if there is none.
func mapBytes(L *lua.LState, from, to byte) int {
	s := vm.CheckStr(L, 1)
	i := 0
	for i < len(s) && (s[i] < from || s[i] > to) {
		i++
	}
	if i == len(s) {
		L.Push(keepString(L.Get(1), s))
		return 1
	}
	v, b := newString(L, len(s))
	for i = copy(b, s[:i]); i < len(s); i++ {
		c := s[i]
		if c >= from && c <= to {
			c ^= 0x20
		}
		b[i] = c
	}
	L.Push(v)
	return 1
}

func strUpper(L *lua.LState) int { return mapBytes(L, 'a', 'z') }
func strLower(L *lua.LState) int { return mapBytes(L, 'A', 'Z') }

func strReverse(L *lua.LState) int {
	s := vm.CheckStr(L, 1)
	if len(s) < 2 {
		L.Push(keepString(L.Get(1), s))
		return 1
	}
	v, b := newString(L, len(s))
	for i := range len(s) {
		b[len(s)-1-i] = s[i]
	}
	L.Push(v)
	return 1
}

func strRep(L *lua.LState) int {
	s, n, sep := vm.CheckStr(L, 1), vm.CheckInt(L, 2), vm.OptStr(L, 3, "")
	if n <= 0 || len(s)+len(sep) == 0 {
		L.Push(emptyString)
		return 1
	}
	if int64(len(s)+len(sep)) > maxString/n {
		vm.Errorf(L, "resulting string too large")
	}
	if n == 1 {
		L.Push(keepString(L.Get(1), s))
		return 1
	}
	total := int(n)*len(s) + int(n-1)*len(sep)
	v, b := newString(L, total)
	done := copy(b, s)
	done += copy(b[done:], sep)
	for unit := done; done < total; { // double what is there
		if done > spanBlock && done < unit*spanBlock {
			vm.Poll(L)
		}
		done += copy(b[done:], b[:done])
	}
	L.Push(v)
	return 1
}

func strByte(L *lua.LState) int {
	s, at := vm.CheckStr(L, 1), vm.OptInt(L, 2, 1)
	i, j := startPos(at, len(s)), endPos(vm.OptInt(L, 3, at), len(s))
	if i > j {
		return 0
	}
	reserve(L, j-i+1, "string slice too long")
	for _, c := range []byte(s[i-1 : j]) {
		pushInt(L, int(c))
	}
	return j - i + 1
}

func strChar(L *lua.LState) int {
	n := L.GetTop()
	if n < 2 {
		if n == 0 {
			L.Push(emptyString)
		} else {
			L.Push(vm.ByteString(checkByte(L, 1)))
		}
		return 1
	}
	v, b := newString(L, n)
	for i := range b {
		b[i] = checkByte(L, i+1)
	}
	L.Push(v)
	return 1
}

func checkByte(L *lua.LState, n int) byte {
	c := vm.CheckInt(L, n)
	if uint64(c) > 255 {
		vm.ArgError(L, n, "value out of range")
	}
	return byte(c)
}

// maxString is the longest string there may be, as in C Lua; a state's limit is
// mostly lower.
const maxString = math.MaxInt32

// maxResults is how many values a library function may return.
const maxResults = 1_000_000

// reserve makes sure that n values can be returned.
func reserve(L *lua.LState, n int, msg string) {
	if n >= maxResults || !vm.CheckStack(L, n) {
		vm.Errorf(L, "stack overflow (%s)", msg)
	}
}
