//go:build !race

package stdlib

import (
	"bytes"
	"testing"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// What functions of the library allocate: nothing, or their result.
func TestAllocations(t *testing.T) {
	for _, c := range []struct {
		setup, loop string
		want        float64
	}{
		{`local f = string.format`, `f("[%s] %d %5d %02x %.2f %g", "room", 42, 7, 200, 3.14159, 1e10)`, 1},
		{`local s = "hello world"`, `s:sub(2, 5)`, 1},
		{`local s = "hello world"`, `s:sub(2, 2) s:byte(3) s:find("wor", 1, true) s:find("w(o)r") s:sub(1, -1)`, 0},
		{`local s = "2026-11-24"`, `s:match("(%d+)-(%d+)-(%d+)")`, 1},
		{`local s = "Hello World"`, `s:upper()`, 1},
		{`local s = "Hello World"`, `s:gsub("o", "0")`, 1},
		{`local c = string.char`, `c(65)`, 0},
		{`local c = string.char`, `c(65, 66)`, 1},
		{`local n = 123456`, `tostring(n)`, 1},
		{`local n = 1.25`, `local s = "x" .. n .. "y"`, 1},
		{`local t = {"a", "b", 3, 4.5}`, `table.concat(t, ",")`, 1},
		{`local t = {1, 2, 3, 4}`, `table.unpack(t) table.move(t, 1, 4, 1) table.insert(t, 5) table.remove(t) select("#", 1, 2)`, 0},
		{`local p = string.pack`, `p("<I4s2", 7, "abc")`, 1},
		{`local f = math.floor`, `f(3.7) math.max(1, 2) math.abs(-1)`, 0},
	} {
		st := newTestState(t, &bytes.Buffer{})
		p, err := vm.Compile(c.setup+"\nreturn function(n) for _ = 1, n do "+c.loop+" end end", "=test")
		if err != nil {
			t.Fatal(err)
		}
		f, err := st.Call(st.Load(p, nil))
		if err != nil {
			t.Fatal(err)
		}
		const rounds = 1000
		n := testing.AllocsPerRun(5, func() {
			if _, err := st.Call(f[0], vm.Int(rounds)); err != nil {
				t.Error(err)
			}
		}) / rounds
		if n > c.want+0.2 { // what a collection takes from pools
			t.Errorf("%s: %.2f allocations, want %v", c.loop, n, c.want)
		}
	}
}
