package lua54_test

import (
	"fmt"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

// What a script sees in a state that started with the image of another one is
// what it would see had the first script run there.
func TestImage(t *testing.T) {
	const show = `
		local function show(v, seen)
			if type(v) ~= "table" then return type(v) == "function" and "function" or tostring(v) end
			seen = seen or {}
			if seen[v] then return "<" .. seen[v] .. ">" end
			seen.n = (seen.n or 0) + 1 seen[v] = seen.n
			local keys, all = {}, {}
			for k, x in pairs(v) do keys[#keys + 1] = {type(k) == "table" and show(k, seen) or tostring(k), x} end
			table.sort(keys, function(a, b) return a[1] < b[1] end)
			for _, k in ipairs(keys) do all[#all + 1] = (k[1]:find("^function") and "f" or k[1]) .. "=" .. show(k[2], seen) end
			local mt = getmetatable(v)
			return "{" .. table.concat(all, ",") .. "}" .. #v .. (mt and "+" .. show(mt, seen) or "")
		end
		local M = ...
		`
	tests := []struct{ main, probe string }{
		{`return 7`, `return M`},
		{`local M = {a = 1, b = "x", [3] = true, [1.5] = false} return M`, `return show(M)`},
		{`local M = {1, 2, 3, nil, 5, x = {1, {2}}} return M`, `M.x[3] = 4 return show(M), M.x[2] == M.x[2]`},
		{`local M = {} M.self = M M[M] = M return M`, `return M.self == M, M[M] == M, show(M)`},
		{`local n = 0 return {inc = function() n = n + 1 return n end, get = function() return n end}`,
			`return M.inc(), M.inc(), M.get(), show(M)`},
		{`local n = 0 local function inc() n = n + 1 return n end return {a = inc, b = inc, c = {inc}}`,
			`return M.a == M.b, M.a == M.c[1], M.a(), M.b(), M.c[1]()`},
		{`local f f = function(i) return i == 0 and 0 or 1 + f(i - 1) end return f`, `return M(20), M == M`},
		{`x = {1} y = x function g() return x end return x`, `return M == x, y == x, g() == x, _G.x == x, rawget(_G, "y") == M`},
		{`string.shout = function(s) return s:upper() .. "!" end return string`,
			`return ("a"):shout(), M == string, getmetatable("").__index == string, #string.rep("x", 3)`},
		{`function string.a() end function table.b() end return string`, `table.b = nil string.len = nil return show(string), show(table)`},
		{`local C = {} C.__index = C function C.new(v) return setmetatable({v = v}, C) end function C:get() return self.v end
			C.one = C.new(1) return C`,
			`local o = M.new(5) return o:get(), M.one:get(), getmetatable(M.one) == M, rawget(M, "new") == M.new, show(M)`},
		{`local A = {} A.__index = A function A:f() return "A.f" .. self:g() end function A:g() return "A.g" end
			local B = setmetatable({}, A) B.__index = B function B:g() return "B.g" end return B`,
			`local o = setmetatable({}, M) local f = o:f() getmetatable(M).g = nil M.g = nil return f, pcall(o.f, o), show(M)`},
		{`local t = setmetatable({}, {__index = function(_, k) return k .. "?" end, __len = function() return 42 end, __call = function(_, a) return a end}) return t`,
			`return M.q, #M, M(3)`},
		{`local M = {} for i = 1, 100 do M["k" .. i] = function() return i end end return M`,
			`local n = 0 for k, f in pairs(M) do n = n + f() end return n, M.k7(), next(M) ~= nil`},
		{`local M = {} for i = 1, 100 do M["k" .. i] = function() return i end end return M`,
			`for k in pairs(M) do if M[k]() % 2 == 0 then M[k] = nil end end return M.k7(), M.k8, show(M)`},
		{`local M = {} for i = 1, 20 do M["k" .. i] = {i} end return M`,
			`local a = {} for i = 1, 20 do a[i] = M["k" .. i] end for k = 1, 5 do for i = 1, 20 do assert(M["k" .. i] == a[i]) end end return show(M)`},
		{`local M = {f = function() return 1 end, g = {}} return M`, `M.f = nil M.h = 1 M.g = M return show(M), M.f`},
		{`local keys = {} local a, b = {}, {} keys[a] = "a" keys[b] = "b" return {keys = keys, a = a, b = b}`,
			`return M.keys[M.a], M.keys[M.b], M.keys[{}]`},
		{`local f, g = function() end, function() end return {[f] = 1, [g] = 2, f = f, g = g}`, `return M[M.f], M[M.g], M.f ~= M.g`},
		{`local function a() return 1 end local function b() return a() + 1 end local function c() return b() + a() end return {c = c, list = {a, b, c}}`,
			`return M.c(), #M.list, M.list[3] == M.c, M.list[2]()`},
		{`local t = {{}, {}, {}} t.n = #t return t`, `M[#M + 1] = "x" table.remove(M, 1) return show(M), #M`},
		{`local t = {} for i = 1, 40 do t[i] = i end return t`, `M[41] = 1 M[20] = "y" table.sort(M, function(a, b) return tostring(a) < tostring(b) end) return show(M)`},
		{`local env = {print = print, tostring = tostring} local f = load("y = 3 return function() return y end", "=f", "t", env) return {f(), env}`,
			`return M[1](), M[2].y, y, M[2].tostring == tostring`},
		{`return setmetatable(_G, {__index = function(_, k) return "no " .. k end})`, `return nothing, print == M.print, rawget(_G, "nothing")`},
		{`setmetatable(_G, {__newindex = function(t, k, v) rawset(t, k, v .. "!") end}) return 1`, `z = "a" return z, rawget(_G, "z")`},
		{`debug.setmetatable(1, {__index = math, __call = function(n, m) return n + m end}) return 1`, `return (9):sqrt(), (1)(2)`},
		{`getmetatable("").__add = nil getmetatable("").__call = function(s, x) return s .. x end return 1`, `return ("a")("b"), pcall(load"return '1' + 1")`},
		{`local s = getmetatable("") return {s = s}`, `M.s.__len = 1 return M.s == getmetatable(""), show(M.s)`},
		{`local a <const>, b = 1, {} return {f = function() b[#b + 1] = a return b end, b = b}`, `return M.f() == M.b, #M.f(), show(M)`},
		{`local M = {} function M.a() return M.b() end function M.b() return x end return M`, `x = 5 return M.a(), (debug.getupvalue(M.a, 1)), select(2, debug.getupvalue(M.a, 1)) == M`},
		{`local n = 1 local f = function() return n end return {f, function() return n end}`,
			`debug.setupvalue(M[1], 1, 9) return M[2](), debug.upvalueid(M[1], 1) == debug.upvalueid(M[2], 1)`},
		{`local mt = {__eq = function() return true end, __lt = function() return true end, __concat = function() return "cat" end, __close = function() end}
			return {setmetatable({}, mt), setmetatable({}, mt)}`, `return M[1] == M[2], M[1] < M[2], M[1] .. "x"`},
		{`return {huge = math.huge, nan = 0/0, big = 1 << 62, f = 2.0, neg = -0.0, mini = math.mininteger}`, `return M.huge, M.nan ~= M.nan, M.big, M.f, M.neg, M.mini`},
		{`local l for i = 1, 500 do l = {next = l, i = i} end return l`, `local n = 0 while M do n, M = n + M.i, M.next end return n`},
		{`local l for i = 1, 500 do l = {l} end return l`, `local n = 0 while M do n, M = n + 1, M[1] end return n`},
		{`package = {loaded = {a = {}, b = function() return print end}} return package`, `return show(package), package.loaded.b() == print`},
	}
	for _, test := range tests {
		main, probe := mustCompile(t, test.main), mustCompile(t, show+test.probe)
		probeOf := func(st *lua54.State, m lua.LValue) string {
			r, err := st.Call(st.Load(probe, nil), m)
			return fmt.Sprint(r, err)
		}
		made := func() (*lua54.State, lua.LValue) {
			st := lua54.NewState(lua54.Options{})
			r, err := st.Call(st.Load(main, nil))
			if err != nil {
				t.Fatal(test.main, err)
			}
			return st, r[0]
		}
		want := probeOf(made())
		if strings.Contains(want, "test:") {
			t.Errorf("%s\n%s: %s", test.main, test.probe, want)
		}
		first, v := made()
		image, err := lua54.Image(first, []lua.LValue{v})
		if err != nil {
			t.Errorf("%s: %v", test.main, err)
			continue
		}
		for range 2 { // the first must leave nothing to the second
			st := lua54.NewState(lua54.Options{Libraries: image})
			if got := probeOf(st, lua54.Kept(st, 0)); got != want {
				t.Errorf("%s\n%s\ngot  %s\nwant %s", test.main, test.probe, got, want)
			}
			st.Close()
		}
		// and the image of an image
		st := lua54.NewState(lua54.Options{Libraries: image})
		again, err := lua54.Image(st, []lua.LValue{lua54.Kept(st, 0)})
		if err != nil {
			t.Errorf("%s: again: %v", test.main, err)
			continue
		}
		st = lua54.NewState(lua54.Options{Libraries: again})
		if got := probeOf(st, lua54.Kept(st, 0)); got != want {
			t.Errorf("%s\n%s\nagain: got %s\nwant %s", test.main, test.probe, got, want)
		}
	}
}

// What can't be copied is refused.
func TestNoImage(t *testing.T) {
	for _, src := range []string{
		`return coroutine.create(print)`,
		`x = coroutine.wrap(print)`,
		`return string.gmatch("a", "b")`,
		`return setmetatable({}, {__mode = "k"})`,
		`setmetatable({}, {__gc = function() end})`,
		`return io.tmpfile()`,
		`local l = {} for i = 1, 30000 do l = {l} end return l`,
	} {
		st := lua54.NewState(lua54.Options{})
		r, err := st.Call(st.Load(mustCompile(t, src), nil))
		if err != nil {
			t.Fatal(err)
		}
		var v lua.LValue = st.Globals()
		if len(r) > 0 {
			v = r[0]
		}
		if _, err := lua54.Image(st, []lua.LValue{v}); err == nil {
			t.Errorf("%s: no error", src)
		}
		st.Close()
	}
}
