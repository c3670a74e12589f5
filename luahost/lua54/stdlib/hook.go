package stdlib

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

func dbSethook(L *lua.LState) int {
	co, shift := threadArg(L)
	fn := L.Get(shift + 1)
	if fn == lua.LNil {
		vm.SetHook(L, co, nil)
		return 0
	}
	mask := vm.CheckStr(L, shift+2)
	if fn.Type() != lua.LTFunction {
		vm.TypeError(L, shift+1, "function")
	}
	h := &vm.Hook{
		Call:   strings.Contains(mask, "c"),
		Return: strings.Contains(mask, "r"),
		Line:   strings.Contains(mask, "l"),
		Count:  max(clampInt(vm.OptInt(L, shift+3, 0)), 0),
		Value:  fn,
	}
	h.Fn = func(L *lua.LState, event string, line int) {
		L.Push(fn)
		L.Push(lua.LString(event))
		if line >= 0 {
			pushInt(L, line)
		} else {
			L.Push(lua.LNil)
		}
		vm.Call(L, 2, 0)
	}
	if !h.Call && !h.Return && !h.Line && h.Count == 0 {
		h = nil
	}
	vm.SetHook(L, co, h)
	return 0
}

func dbGethook(L *lua.LState) int {
	co, _ := threadArg(L)
	h := vm.GetHook(L, co)
	if h == nil {
		L.Push(lua.LNil)
		return 1
	}
	mask := ""
	for _, m := range []struct {
		on   bool
		name string
	}{{h.Call, "c"}, {h.Return, "r"}, {h.Line, "l"}} {
		if m.on {
			mask += m.name
		}
	}
	L.Push(h.Value)
	L.Push(lua.LString(mask))
	pushInt(L, h.Count)
	return 3
}
