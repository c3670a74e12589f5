package stdlib

import (
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
	buf := takeScratch()
	out := *buf
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
	pushScratch(L, buf, out)
	return 1
}

// concatStrings joins items that are all strings or numbers: the size is known
// beforehand then.
func concatStrings(L *lua.LState, arr []lua.LValue, sep string) bool {
	size, numbers := len(sep)*(len(arr)-1), 0
	for _, v := range arr {
		switch x := v.(type) {
		case lua.LString:
			size += len(x)
		case *vm.SmallInt, lua.LNumber:
			numbers++
		default:
			return false
		}
	}
	switch {
	case numbers > 0:
		vm.CheckSize(L, size+vm.MaxNumber*numbers)
		buf := takeScratch()
		pushScratch(L, buf, joinItems(L, *buf, arr, sep))
	case size < 2:
		pushText(L, joinItems(L, nil, arr, sep))
	default:
		v, out := newString(L, size)
		joinItems(L, out[:0], arr, sep)
		L.Push(v)
	}
	return true
}

// joinItems appends strings and numbers.
func joinItems(L *lua.LState, out []byte, arr []lua.LValue, sep string) []byte {
	for i, v := range arr {
		switch {
		case i == 0:
		case len(sep) == 1:
			out = append(out, sep[0])
		default:
			out = append(out, sep...)
		}
		if s, ok := v.(lua.LString); ok {
			out = append(out, s...)
		} else {
			out, _ = vm.AppendStr(out, v)
		}
		if i&0xfff == 0xfff {
			vm.Poll(L)
		}
	}
	return out
}

func appendField(L *lua.LState, out []byte, t lua.LValue, i int64) []byte {
	v := getI(L, t, i)
	s, ok := vm.Str(v)
	if !ok {
		vm.Errorf(L, "invalid value (%s) at index %d in table for 'concat'", v.Type().String(), i)
	}
	return append(out, s...)
}
