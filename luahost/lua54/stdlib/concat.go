package stdlib

import (
	"strconv"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

func tabConcat(L *lua.LState) int {
	t := checkTab(L, 1, canRead|canLen)
	end := length(L, t)
	sep, i := vm.OptStr(L, 2, ""), vm.OptInt(L, 3, 1)
	end = vm.OptInt(L, 4, end)
	if i > end {
		L.Push(emptyString)
		return 1
	}
	if p, ok := t.(*vm.Table); ok && i >= 1 && end <= int64(len(p.Arr())) && concatStrings(L, p.Arr()[i-1:end], sep) {
		return 1
	}
	var out []byte
	var grow growth
	for ; ; i++ {
		out = appendField(L, out, t, i)
		if i == end {
			break
		}
		out = append(out, sep...)
		grow.check(L, len(out))
		if i&0xff == 0 {
			vm.Poll(L)
		}
	}
	vm.CheckSize(L, len(out))
	pushBytes(L, out)
	return 1
}

// concatStrings joins items that are all strings or plain numbers: the size is
// known beforehand then.
func concatStrings(L *lua.LState, arr []lua.LValue, sep string) bool {
	size := len(sep) * (len(arr) - 1)
	for _, v := range arr {
		switch x := v.(type) {
		case lua.LString:
			size += len(x)
		case *vm.SmallInt, lua.LNumber:
			size += 20
		default:
			return false
		}
	}
	vm.CheckSize(L, size)
	out := make([]byte, 0, size)
	for i, v := range arr {
		if i > 0 {
			out = append(out, sep...)
		}
		if s, ok := v.(lua.LString); ok {
			out = append(out, s...)
		} else if n, _, kind := vm.Num(v); kind == 1 {
			out = strconv.AppendInt(out, n, 10)
		} else {
			s, _ := vm.Str(v)
			out = append(out, s...)
		}
		if i&0xfff == 0xfff {
			vm.Poll(L)
		}
	}
	pushBytes(L, out)
	return true
}

func appendField(L *lua.LState, out []byte, t lua.LValue, i int64) []byte {
	v := getI(L, t, i)
	s, ok := vm.Str(v)
	if !ok {
		vm.Errorf(L, "invalid value (%s) at index %d in table for 'concat'", v.Type().String(), i)
	}
	return append(out, s...)
}
