package http

import (
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/test/leak"
	"github.com/luaws/luaws/test/service"
)

func TestMain(m *testing.M) { leak.Main(m) }

// inService runs f in the main chunk of a service.
func inService(t testing.TB, f func(L *luahost.State)) {
	t.Helper()
	service.Run(t, luahost.Options{Modules: Modules()}, f)
}

// call calls a library function and returns its results.
func call(L *luahost.State, f lua.LGFunction, args ...lua.LValue) []lua.LValue {
	top := L.GetTop()
	lua54.Push(L, lua54.NewFunction(f))
	lua54.Push(L, args...)
	lua54.Call(L, len(args), lua.MultRet)
	results := lua54.Args(L, top+1)
	L.SetTop(top)
	return results
}

// readFunction reads text, size bytes at a time where no number is asked for.
func readFunction(text string, size int) *lua.LFunction {
	return lua54.NewFunction(func(L *luahost.State) int {
		n := int(lua54.OptInt(L, 1, int64(min(size, len(text)))))
		if n > len(text) || n == 0 && L.Get(1) == lua.LNil {
			lua54.Raise(L, lua.LString("closed"))
		}
		piece := text[:n]
		text = text[n:]
		return lua54.Push(L, lua.LString(piece))
	})
}
