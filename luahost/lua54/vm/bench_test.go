package vm_test

import (
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/stdlib"
	"github.com/luaws/luaws/luahost/lua54/vm"
)

// Each benchmark is a chunk that gives a function of the number of rounds. It
// runs here and on a stock gopher-lua state (where that knows the syntax).
var benches = []struct {
	name, src string
	stock     bool
}{
	{"arith", `return function(n) local s = 0 for i = 1, n do s = s + i * 2 - 1 end return s end`, true},
	{"float", `return function(n) local s = 0.5 for i = 1, n do s = s + 1.25 end return s end`, true},
	{"mixed", `return function(n) local s = 0.5 for i = 1, n do s = s * 2 - i end return s end`, true},
	{"fcmp", `return function(n) local s, x, y = 0, 0.5, 1.5 for i = 1, n do if x < y and x >= 0 then s = s + 1 end end return s end`, true},
	{"fmod", `return function(n) local s = 0.5 for i = 1, n do s = (s + 1.25) % 7.5 end return s end`, true},
	{"div", `return function(n) local s = 1 for i = 1, n do s = i / 3 end return s end`, true},
	{"idiv", `return function(n) local s = 1 for i = 1, n do s = i // 7 end return s end`, false},
	{"bits", `return function(n) local s = 1 for i = 1, n do s = (i & 255) ~ (i << 3) | 1 end return s end`, false},
	{"while", `return function(n) local i = 0 while i < n do i = i + 1 end return i end`, true},
	{"call", `local function f(a) return a end return function(n) for i = 1, n do f(i) end end`, true},
	{"callgo", `local f = math.floor return function(n) for i = 1, n do f(i) end end`, true},
	{"vararg", `local function f(...) return ... end return function(n) for i = 1, n do f(i, i) end end`, true},
	{"fib20", `local function fib(n) if n < 2 then return n end return fib(n-1) + fib(n-2) end return function(n) for i = 1, n do fib(20) end end`, true},
	{"closure", `return function(n) for i = 1, n do local f = function() return i end end end`, true},
	{"fieldget", `local t = {x=1, y=2} return function(n) local s for i = 1, n do s = t.x end end`, true},
	{"fieldset", `local t = {x=1, y=2} return function(n) for i = 1, n do t.x = i end end`, true},
	{"fieldmiss", `local t = {a=1,b=2,c=3,d=4,e=5,f=6,g=7,h=8} return function(n) local s for i = 1, n do s = t.x end end`, true},
	{"global", `X = 1 return function(n) local s for i = 1, n do s = X end end`, true},
	{"index", `local t = {1,2,3,4,5,6,7,8} return function(n) local s for i = 1, n do s = t[3] end end`, true},
	{"indexset", `local t = {1,2,3,4,5,6,7,8} return function(n) for i = 1, n do t[3] = i end end`, true},
	{"method", `local C = {} C.__index = C function C:get() return self.v end local o = setmetatable({v=1}, C) return function(n) for i = 1, n do o:get() end end`, true},
	{"method2", `local B = {} B.__index = B function B:get() return self.v end local C = setmetatable({}, B) C.__index = C local o = setmetatable({v=1}, C) return function(n) for i = 1, n do o:get() end end`, true},
	{"new2", `return function(n) for i = 1, n do local t = {a=1, b=2} end end`, true},
	{"upval", `local s = 0 return function(n) for i = 1, n do s = s + 1 end end`, true},
	{"insert", `local insert = table.insert return function(n) local t = {} for i = 1, n do insert(t, i) end end`, true},
	{"queue", `return function(n) local t, h, e = {}, 1, 0 for i = 1, n do e = e + 1 t[e] = i t[h] = nil h = h + 1 end end`, true},
	{"new8", `return function(n) for i = 1, n do local t = {a=1, b=2, c=3, d=4, e=5, f=6, g=7, h=8} end end`, true},
	{"newarr", `return function(n) for i = 1, n do local t = {i, i, i} end end`, true},
	{"append", `return function(n) local t = {} for i = 1, n do t[#t+1] = i end end`, true},
	{"pairs10k", `local t = {} for i = 1, 10000 do t["k" .. i] = i end return function(n) for i = 1, n do for k, v in pairs(t) do end end end`, true},
	{"ipairs1k", `local t = {} for i = 1, 1000 do t[i] = i end return function(n) for i = 1, n do for k, v in ipairs(t) do end end end`, true},
	{"fifo", `local t, h, e = {}, 1, 0 for i = 1, 10 do e = e + 1 t[e] = i end return function(n) for i = 1, n do e = e + 1 t[e] = i t[h] = nil h = h + 1 end end`, true},
	{"concat", `return function(n) local s for i = 1, n do s = "a" .. i .. "b" end end`, true},
	{"pcall", `local f = function() end return function(n) for i = 1, n do pcall(f) end end`, true},
	{"error", `local f = function() error({}) end return function(n) for i = 1, n do pcall(f) end end`, true},
	{"coswitch", `return function(n) local co = coroutine.wrap(function() while true do coroutine.yield() end end) for i = 1, n do co() end end`, true},
	{"conew", `return function(n) for i = 1, n do coroutine.wrap(function() end)() end end`, true},
}

func newState(tb testing.TB, o vm.Options) *vm.State {
	pool := vm.NewPool(8)
	st := vm.NewState(pool, nil, o)
	stdlib.Open(st, stdlib.Options{CollectEvery: -1})
	tb.Cleanup(func() { st.Close(); pool.Close() })
	return st
}

// load runs a chunk and gives its results.
func load(tb testing.TB, st *vm.State, src string) []lua.LValue {
	tb.Helper()
	p, err := vm.Compile(src, "=test")
	if err != nil {
		tb.Fatal(err)
	}
	r, err := st.Call(st.Load(p, nil))
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func BenchmarkVM(b *testing.B) {
	for _, x := range benches {
		b.Run(x.name, func(b *testing.B) {
			st := newState(b, vm.Options{})
			f := load(b, st, x.src)[0]
			b.ReportAllocs()
			b.ResetTimer()
			if _, err := st.Call(f, vm.Int(int64(b.N))); err != nil {
				b.Fatal(err)
			}
		})
	}
}

func BenchmarkStock(b *testing.B) {
	for _, x := range benches {
		if !x.stock {
			continue
		}
		b.Run(x.name, func(b *testing.B) {
			L := lua.NewState()
			defer L.Close()
			if err := L.DoString(x.src); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.ResetTimer()
			if err := L.CallByParam(lua.P{Fn: L.Get(-1), Protect: true}, lua.LNumber(b.N)); err != nil {
				b.Fatal(err)
			}
		})
	}
}
