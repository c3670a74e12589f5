package stdlib

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

const (
	utf8Pattern = "[\x00-\x7F\xC2-\xFD][\x80-\xBF]*"
	utf8Invalid = "invalid UTF-8 code"
)

// utf8Pos makes a position absolute; 0 is before the start.
func utf8Pos(i int64, n int) int64 {
	switch {
	case i >= 0:
		return i
	case -i > int64(n) || -i < 0:
		return 0
	}
	return int64(n) + i + 1
}

func utf8Len(L *lua.LState) int {
	s := vm.CheckStr(L, 1)
	i := utf8Pos(vm.OptInt(L, 2, 1), len(s))
	j := utf8Pos(vm.OptInt(L, 3, -1), len(s))
	lax := lua.LVAsBool(L.Get(4))
	if i < 1 || i-1 > int64(len(s)) {
		vm.ArgError(L, 2, "initial position out of bounds")
	}
	if j > int64(len(s)) {
		vm.ArgError(L, 3, "final position out of bounds")
	}
	n := 0
	for p := int(i - 1); p < int(j); n++ {
		_, size := decodeUTF8(s[p:], lax)
		if size == 0 {
			L.Push(lua.LNil)
			pushInt(L, p+1)
			return 2
		}
		p += size
		if n&(spanBlock-1) == 0 {
			vm.Poll(L)
		}
	}
	pushInt(L, n)
	return 1
}

func utf8Codepoint(L *lua.LState) int {
	s := vm.CheckStr(L, 1)
	i := utf8Pos(vm.OptInt(L, 2, 1), len(s))
	j := utf8Pos(vm.OptInt(L, 3, i), len(s))
	lax := lua.LVAsBool(L.Get(4))
	if i < 1 {
		vm.ArgError(L, 2, "out of bounds")
	}
	if j > int64(len(s)) {
		vm.ArgError(L, 3, "out of bounds")
	}
	if i > j {
		return 0
	}
	reserve(L, int(j-i+1), "string slice too long")
	n := 0
	for p := int(i - 1); p < int(j); n++ {
		code, size := decodeUTF8(s[p:], lax)
		if size == 0 {
			vm.Errorf(L, utf8Invalid)
		}
		pushInt(L, int(code))
		p += size
	}
	return n
}

func utf8Char(L *lua.LState) int {
	n := L.GetTop()
	out := make([]byte, 0, n+4)
	for i := 1; i <= n; i++ {
		code := vm.CheckInt(L, i)
		if uint64(code) > maxUTF {
			vm.ArgError(L, i, "value out of range")
		}
		out = appendUTF8(out, uint32(code))
	}
	vm.CheckSize(L, len(out))
	pushBytes(L, out)
	return 1
}

func utf8Offset(L *lua.LState) int {
	s, n := vm.CheckStr(L, 1), vm.CheckInt(L, 2)
	from := int64(1)
	if n < 0 {
		from = int64(len(s)) + 1
	}
	at := utf8Pos(vm.OptInt(L, 3, from), len(s))
	if at < 1 || at-1 > int64(len(s)) {
		vm.ArgError(L, 3, "position out of bounds")
	}
	p := int(at - 1)
	if n == 0 {
		for p > 0 && isCont(s, p) {
			p--
		}
		pushInt(L, p+1)
		return 1
	}
	if isCont(s, p) {
		vm.Errorf(L, "initial position is a continuation byte")
	}
	for ; n < 0 && p > 0; n++ {
		for p--; p > 0 && isCont(s, p); p-- {
		}
	}
	if n > 0 {
		for n--; n > 0 && p < len(s); n-- {
			for p++; isCont(s, p); p++ {
			}
		}
	}
	if n == 0 {
		pushInt(L, p+1)
	} else {
		L.Push(lua.LNil)
	}
	return 1
}

func utf8Codes(L *lua.LState) int {
	s := vm.CheckStr(L, 1)
	if isCont(s, 0) {
		vm.ArgError(L, 1, utf8Invalid)
	}
	if lua.LVAsBool(L.Get(2)) {
		L.Push(codesLax)
	} else {
		L.Push(codesStrict)
	}
	L.Push(keepString(L.Get(1), s))
	pushInt(L, 0)
	return 3
}

var (
	codesStrict = vm.NewFunction(func(L *lua.LState) int { return nextCode(L, false) })
	codesLax    = vm.NewFunction(func(L *lua.LState) int { return nextCode(L, true) })
)

func nextCode(L *lua.LState, lax bool) int {
	s := vm.CheckStr(L, 1)
	i, _ := vm.ToInt(L.Get(2))
	if uint64(i) < uint64(len(s)) {
		for isCont(s, int(i)) {
			i++
		}
	}
	if uint64(i) >= uint64(len(s)) {
		return 0
	}
	code, size := decodeUTF8(s[i:], lax)
	if size == 0 || isCont(s, int(i)+size) {
		vm.Errorf(L, utf8Invalid)
	}
	L.Push(vm.Int(i + 1))
	pushInt(L, int(code))
	return 2
}
