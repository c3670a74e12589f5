package lua54_test

import (
	"runtime"
	"sync"
	"testing"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

func mustCompile(tb testing.TB, src string) *lua54.Proto {
	tb.Helper()
	p, err := lua54.Compile(src, "=test")
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// The libraries are shared until written to, and then private.
func TestLibrariesArePrivate(t *testing.T) {
	p := mustCompile(t, `
		assert(string.mine == nil and mine == nil and ("x").mine == nil)
		local n, rest = 0, pairs(string)
		for k, v in pairs(string) do n = n + 1 end
		assert(n == 17, n)
		local s = string
		string.mine = "m" mine = 1 math.pi = 3
		assert(s.mine == "m" and ("x").mine == "m" and rawget(string, "mine") == "m" and _G.mine == 1)
		assert(_G.string == s and math.pi == 3 and next(math) ~= nil and rawlen(_G) == 0)
		local seen = false
		for k, v in pairs(_G) do if k == "mine" then seen = true end end
		assert(seen)
		getmetatable("").__add = nil
		assert(not pcall(function() return "1" + 1 end))
		return true`)
	for range 3 {
		st := lua54.NewState(lua54.Options{})
		if r, err := st.Call(st.Load(p, nil)); err != nil || r[0] != lua.LTrue {
			t.Fatal(err, r)
		}
		st.Close()
	}
}

// Many states on one template, one prototype and one pool, on many threads: for -race.
func TestStatesInParallel(t *testing.T) {
	p := mustCompile(t, `
		local C = setmetatable({}, {__call = function(c, v) return setmetatable({v = v}, c) end}) C.__index = C
		function C:get() return self.v end
		local s = 0
		for i = 1, 500 do local o = C(i); s = s + o:get() + #("x"):rep(3) + math.floor(1.5) end
		for k in pairs(string) do s = s + 1 end
		string.extra = s; table.insert(_G, s)
		local co = coroutine.wrap(function() for i = 1, 10 do coroutine.yield(i) end end)
		for i = 1, 10 do assert(co() == i) end
		assert(select(2, pcall(error, {})))
		assert(string.format("%d %s", 3, "x"):gsub("%d", "y") == "y x")
		s = s + math.random(1)
		return s, rawlen(_G)`)
	pool := lua54.NewPool(4)
	defer pool.Close()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				st := lua54.NewState(lua54.Options{Pool: pool})
				r, err := st.Call(st.Load(p, nil))
				if err != nil || len(r) != 2 || r[1] != lua54.Int(1) {
					t.Error(err, r)
				}
				st.Close()
			}
		})
	}
	wg.Wait()
}

const handler = `
local M = {}
local users = {}
local function helper(a, b) return (a or 0) + (b or 0) end
function M.open(id) users[id] = {id=id, n=0} ; return true end
function M.msg(id, s) local u = users[id]; u.n = u.n + 1; return string.format("%d:%s", u.n, s) end
function M.close(id) users[id] = nil end
function M.sum(...) local t = table.pack(...); local s = 0; for i=1,t.n do s = helper(s, t[i]) end return s end
M.open(1)
return M`

// TestStateSize tells and bounds what an idle state costs.
func TestStateSize(t *testing.T) {
	p := mustCompile(t, handler)
	set := mustCompile(t, "x = 1 string.y = 1 return 0")
	measure := func(name string, n int, most uint64, mk func() any) {
		runtime.GC()
		runtime.GC()
		var m0, m1 runtime.MemStats
		keep := make([]any, n)
		mk()
		runtime.ReadMemStats(&m0)
		start := time.Now()
		for i := range keep {
			keep[i] = mk()
		}
		d := time.Since(start)
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m1)
		size := (m1.HeapAlloc - m0.HeapAlloc) / uint64(n)
		t.Logf("%-36s %6d bytes %6.1f us", name, size, float64(d.Nanoseconds())/1000/float64(n))
		if size > most {
			t.Errorf("%s: a state takes %d bytes", name, size)
		}
		runtime.KeepAlive(keep)
	}
	measure("state", 2000, 700, func() any { return lua54.NewState(lua54.Options{}) })
	measure("state with a handler", 2000, 2000, func() any {
		st := lua54.NewState(lua54.Options{})
		r, err := st.Call(st.Load(p, nil))
		if err != nil {
			t.Fatal(err)
		}
		return [2]any{st, r[0]}
	})
	measure("state that wrote to its libraries", 2000, 1200, func() any {
		st := lua54.NewState(lua54.Options{})
		if _, err := st.Call(st.Load(set, nil)); err != nil {
			t.Fatal(err)
		}
		return st
	})
}
