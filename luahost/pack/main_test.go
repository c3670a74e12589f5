package pack

import (
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/test/leak"
)

var pool = lua54.NewPool(4)

func TestMain(m *testing.M) { leak.Main(m, pool.Close) }

// newState makes a state with packstring (by a copy), write (without), unpack, and copy (what another
// service would get).
func newState(t testing.TB) *lua54.State {
	st := lua54.NewState(lua54.Options{Pool: pool})
	t.Cleanup(st.Close)
	for name, f := range map[string]lua.LGFunction{
		"write": func(L *lua.LState) int { return lua54.Push(L, String(L, 1)) },
		"packstring": func(L *lua.LState) int {
			p := Copy(L, 1)
			s, err := p.Bytes()
			if err != nil {
				lua54.Errorf(L, "%s", err.Error())
			}
			if len(s) != p.Len() {
				lua54.Errorf(L, "%d bytes were counted, %d written", p.Len(), len(s))
			}
			return lua54.Push(L, lua.LString(s))
		},
		"unpack": func(L *lua.LState) int { return OfBytes(lua54.CheckStr(L, 1)).Push(L) },
		"copy":   func(L *lua.LState) int { return Copy(L, 1).Push(L) },
		"ref":    func(L *lua.LState) int { return lua54.Push(L, NewRef(Copy(L, 1))) },
		"look":   func(L *lua.LState) int { return L.Get(1).(*Ref).PushCopy(L) },
		"take": func(L *lua.LState) int {
			if p := L.Get(1).(*Ref).Take(); p != nil {
				return p.Push(L)
			}
			return lua54.Push(L, lua.LString("gone"))
		},
	} {
		st.Globals().RawSetString(name, lua54.NewFunction(f))
	}
	return st
}

func run(st *lua54.State, src string) ([]lua.LValue, error) {
	p, err := lua54.Compile(src, "=test")
	if err != nil {
		return nil, err
	}
	return st.Call(st.Load(p, nil))
}
