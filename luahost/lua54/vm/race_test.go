package vm

import (
	"sync"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// TestRace: many states on one frozen template and one prototype (go test -race).
func TestRace(t *testing.T) {
	T := lua.NewState()
	Open(T)
	tpl := Globals(T)
	for p, _, v := tpl.step(0); p >= 0; p, _, v = tpl.step(p) {
		if x, ok := v.(*Table); ok && x != tpl {
			x.Freeze()
		}
	}
	tpl.Freeze()
	strMt := NewTable(0, 1)
	strMt.RawSetString("__index", tpl.RawGetString("string"))
	strMt.Freeze()
	pr, err := Compile(`
		local C = setmetatable({}, {__call = function(c, v) return setmetatable({v = v}, c) end}) C.__index = C
		function C:get() return self.v end
		local s = 0
		for i = 1, 2000 do local o = C(i); s = s + o:get() + #("x"):rep(3) + math.floor(1.5) end
		for k in pairs(string) do s = s + 1 end
		string.extra = s; table.insert(_G, s)
		return s, rawlen(_G)`, "race")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				L := light(tpl)
				fill(L, tpl)
				stateOf(L).types[lua.LTString] = strMt
				L.Push(L.NewFunctionFromProto(pr))
				L.Call(0, 2)
				if L.Get(-1) != lua.LNumber(1) {
					t.Error(L.Get(-1))
				}
			}
		})
	}
	wg.Wait()
}
