package stdlib

import (
	"bytes"
	"testing"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

var benchmarks = []struct{ name, setup, loop string }{
	{"find plain", `local s = ("x"):rep(100) .. "needle"`, `s:find("needle", 1, true)`},
	{"find class", `local s = "  key_1 = value"`, `s:find("[%w_]+")`},
	{"find literal prefix", `local s = ("abc "):rep(50) .. "zed=1"`, `s:find("zed=(%d+)")`},
	{"match fields", `local s = "2026-11-24 10:20:30"`, `s:match("(%d+)-(%d+)-(%d+) (%d+):(%d+):(%d+)")`},
	{"gmatch words", `local s = ("word "):rep(20)`, `for w in s:gmatch("%a+") do end`},
	{"gsub string", `local s = ("hello world "):rep(20)`, `s:gsub("o", "0")`},
	{"gsub captures", `local s = ("a=1,b=2;"):rep(10)`, `s:gsub("(%w+)=(%w+)", "%2=%1")`},
	{"gsub function", `local s = ("hello world "):rep(10) local f = function(w) return w end`, `s:gsub("%w+", f)`},
	{"gsub escape", `local s = ("<a&b> plain text here "):rep(5) local esc = {["<"] = "&lt;", [">"] = "&gt;", ["&"] = "&amp;"}`, `s:gsub("[<>&]", esc)`},
	{"format d s", `local f = string.format`, `f("%d: %s", 12345, "name")`},
	{"format float", `local f = string.format`, `f("%.2f %5d", 3.14159, 42)`},
	{"concat 100", `local t = {} for i = 1, 100 do t[i] = "item" .. i end local c = table.concat`, `c(t, ",")`},
	{"concat numbers", `local t = {} for i = 1, 100 do t[i] = i end local c = table.concat`, `c(t, ",")`},
	{"gmatch split", `local s = "a,b,c,d,e"`, `for w in s:gmatch("[^,]+") do end`},
	{"format log", `local f = string.format`, `f("[%s] user %d said %s (%05d %x %.2f)", "room", 42, "hello", 7, 200, 3.14159)`},
	{"concat operator", `local a, n = "key", 12345`, `local s = a .. ":" .. n`},
	{"upper reverse", `local s = "Sec-WebSocket-Key"`, `s:upper() s:reverse()`},
	{"move 100", `local t, o, m = {}, {}, table.move for i = 1, 100 do o[i] = i end`, `m(o, 1, 100, 1, t)`},
	{"sub", `local s = "hello world"`, `s:sub(2, 5)`},
	{"byte char", `local s, b, c = "hello", string.byte, string.char`, `c(b(s, 1, -1))`},
	{"insert remove", `local t, i, r = {}, table.insert, table.remove`, `i(t, 1) i(t, 2) r(t) r(t)`},
	{"sort 100", `local t, o = {}, {} for i = 1, 100 do o[i] = i * 7919 % 101 end local s, m = table.sort, table.move`, `m(o, 1, 100, 1, t) s(t)`},
	{"sort 100 function", `local t, o = {}, {} for i = 1, 100 do o[i] = i * 7919 % 101 end local s, m = table.sort, table.move local f = function(a, b) return a > b end`, `m(o, 1, 100, 1, t) s(t, f)`},
	{"unpack 10", `local t, u = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, table.unpack`, `u(t)`},
	{"select n", `local function f(...) return select("#", ...), (select(3, ...)) end`, `f(1, 2, 3, 4)`},
	{"tostring tonumber", `local a, b = tostring, tonumber`, `b(a(12345))`},
	{"pack unpack", `local p, u = string.pack, string.unpack`, `u("<I4s2", p("<I4s2", 7, "abc"))`},
	{"random floor", `local r, f = math.random, math.floor`, `f(r(100) / 3)`},
	{"pcall", `local f = function() end`, `pcall(f)`},
	{"pcall error", `local f = function() error("x") end`, `pcall(f)`},
	{"ipairs 100", `local t = {} for i = 1, 100 do t[i] = i end`, `for i, v in ipairs(t) do end`},
}

// BenchmarkLib runs each loop body b.N times.
func BenchmarkLib(b *testing.B) {
	for _, c := range benchmarks {
		b.Run(c.name, func(b *testing.B) {
			st := newTestState(b, &bytes.Buffer{})
			p, err := vm.Compile(c.setup+"\nlocal n = ...\nfor _ = 1, n do "+c.loop+" end", "=bench")
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.ResetTimer()
			if _, err := st.Call(st.Load(p, nil), vm.Int(int64(b.N))); err != nil {
				b.Fatal(err)
			}
		})
	}
}
