package vm

import (
	"runtime"
	"testing"
	"time"

	lua "github.com/yuin/gopher-lua"
)

const handlerSrc = `
local M = {}
local users = {}
local function helper(a, b) return (a or 0) + (b or 0) end
function M.open(id) users[id] = {id=id, n=0} ; return true end
function M.msg(id, s) local u = users[id]; u.n = u.n + 1; return string.format("%d:%s", u.n, s) end
function M.close(id) users[id] = nil end
function M.sum(...) local t = table.pack(...); local s = 0; for i=1,t.n do s = helper(s, t[i]) end return s end
M.open(1)
return M
`

const classSrc = `
local C = {} C.__index = C
function C.new(fd) return setmetatable({fd=fd, n=0}, C) end
function C:open() end
function C:message(s) self.n = self.n + 1 end
function C:close() end
return C
`

var tiny = lua.Options{RegistrySize: 128, RegistryMaxSize: 1 << 18, RegistryGrowStep: 128, CallStackSize: 256, MinimizeStackMemory: true, SkipOpenLibs: true}

// light is a state on shared library functions: G and the library tables are clones of frozen ones.
func light(tpl *Table) *lua.LState {
	L := lua.NewState(tiny)
	g := tpl.Clone()
	st := &State{L: L, G: g, next: tpl.RawGetString("next").(*lua.LFunction)}
	L.G.Registry = &lua.LTable{Metatable: st}
	L.G.Global = anchor(g)
	L.Env = L.G.Global
	return L
}

// fill gives the state its own library tables.
func fill(L *lua.LState, tpl *Table) {
	g := Globals(L)
	for p, k, v := tpl.step(0); p >= 0; p, k, v = tpl.step(p) {
		if t, ok := v.(*Table); ok {
			if t == tpl {
				g.set(k, g)
			} else {
				g.set(k, t.Clone())
			}
		}
	}
}

func measure(t *testing.T, name string, n int, mk func() any) {
	runtime.GC()
	runtime.GC()
	var m0, m1 runtime.MemStats
	keep := make([]any, n)
	runtime.ReadMemStats(&m0)
	t0 := time.Now()
	for i := range keep {
		keep[i] = mk()
	}
	d := time.Since(t0)
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m1)
	t.Logf("%-52s %7d B  %6.1f us", name, (m1.HeapAlloc-m0.HeapAlloc)/uint64(n), float64(d.Nanoseconds())/1000/float64(n))
	runtime.KeepAlive(keep)
}

func TestMem(t *testing.T) {
	T := lua.NewState()
	Open(T)
	tpl := Globals(T)
	for p, _, v := tpl.step(0); p >= 0; p, _, v = tpl.step(p) {
		if x, ok := v.(*Table); ok && x != tpl {
			x.Freeze()
		}
	}
	tpl.Freeze()
	pr, err := Compile(handlerSrc, "h.lua")
	if err != nil {
		t.Fatal(err)
	}
	cl, _ := Compile(classSrc, "c.lua")
	run := func(L *lua.LState, p *lua.FunctionProto) lua.LValue {
		L.Push(L.NewFunctionFromProto(p))
		L.Call(0, 1)
		v := L.Get(-1)
		L.Pop(1)
		return v
	}
	full := func() *lua.LState { L := light(tpl); fill(L, tpl); return L }
	measure(t, "bare NewState, registry 128, no libraries", 2000, func() any { return lua.NewState(tiny) })
	measure(t, "light state (G is a clone, libraries not yet own)", 5000, func() any { return light(tpl) })
	measure(t, "  + handler from shared prototype", 5000, func() any { L := light(tpl); return []any{L, run(L, pr)} })
	measure(t, "  + class and instance", 5000, func() any {
		L := light(tpl)
		c := run(L, cl).(*Table)
		L.Push(c.RawGetString("new"))
		L.Push(lua.LNumber(5))
		L.Call(1, 1)
		v := L.Get(-1)
		L.Pop(1)
		return []any{L, v}
	})
	measure(t, "full state (own G, own clones of all libraries)", 5000, func() any { return full() })
	measure(t, "  + handler from shared prototype", 5000, func() any { L := full(); return []any{L, run(L, pr)} })
	L := full()
	measure(t, "handler in a shared state", 5000, func() any { return run(L, pr) })
	c := run(L, cl).(*Table)
	f := c.RawGetString("new")
	measure(t, "instance of a class in a shared state", 20000, func() any {
		L.Push(f)
		L.Push(lua.LNumber(5))
		L.Call(1, 1)
		v := L.Get(-1)
		L.Pop(1)
		return v
	})
	// the template stays untouched
	L1, L2 := full(), full()
	for i, L := range []*lua.LState{L1, L2} {
		p, _ := Compile(`local n = 0 for k in pairs(string) do n = n + 1 end
			if X == nil then X = 1; string.foo = 1; math.floor = print; return n, _G.X == X, string.foo end return -1`, "t")
		L.Push(L.NewFunctionFromProto(p))
		L.Call(0, 3)
		if n := L.Get(-3); n.(lua.LNumber) < 17 || L.Get(-2) != lua.LTrue || L.Get(-1) != lua.LNumber(1) {
			t.Fatal(i, n, L.Get(-2), L.Get(-1))
		}
	}
	if tpl.RawGetString("X") != lua.LNil || tpl.RawGetString("string").(*Table).RawGetString("foo") != lua.LNil {
		t.Fatal("template written")
	}
}
