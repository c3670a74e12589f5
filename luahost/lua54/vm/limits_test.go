package vm_test

import (
	"strings"
	"testing"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// Each limit names itself, can be caught once in a task and not twice, and the
// state runs other tasks afterwards, in which it may be caught again.
func TestLimitIsCaughtOnce(t *testing.T) {
	for _, x := range []struct {
		limit, over, want string
		o                 vm.Options
	}{
		{"cpu", `while true do end`, "cpu limit exceeded (20ms)", vm.Options{CPULimit: 20 * time.Millisecond}},
		{"memory", `local t = {} while true do t[#t + 1] = {} end`, "memory limit exceeded (1 MB)", vm.Options{MemoryLimit: 1 << 20}},
		{"memory", `local s = "x" while true do s = s .. s end`, "memory limit exceeded (1 MB)", vm.Options{MemoryLimit: 1 << 20}},
		{"memory", `local t = {} while true do table.insert(t, 1) end`, "memory limit exceeded (1 MB)", vm.Options{MemoryLimit: 1 << 20}},
		{"memory", `local t = {} while true do table.insert(t, 1, 1) end`, "memory limit exceeded (1 MB)", vm.Options{MemoryLimit: 1 << 20}},
		{"memory", `local t = {1, 2} while true do table.move(t, 1, #t, #t + 1) end`, "memory limit exceeded (1 MB)", vm.Options{MemoryLimit: 1 << 20}},
		{"memory", `local t = {} while true do t = table.pack(t, table.unpack({}, 1, 1000)) end`, "memory limit exceeded (1 MB)", vm.Options{MemoryLimit: 1 << 20}},
		{"string", `local s = "x" while true do s = s .. s end`, "string limit exceeded (64 KB)", vm.Options{StringLimit: 64 << 10}},
		{"string", `table.concat({("x"):rep(40000), ("x"):rep(40000)})`, "string limit exceeded (64 KB)", vm.Options{StringLimit: 64 << 10}},
	} {
		st := newState(t, x.o)
		prog := `caught = 0
			local function over() ` + x.over + ` end
			closed = false
			local guard <close> = setmetatable({}, {__close = function() closed = true end})
			while true do
				local ok, err = pcall(over)
				caught, message = caught + 1, err
			end`
		for range 2 {
			done, err := start(t, st, prog).Resume()
			e, ok := err.(*vm.Error)
			if !done || !ok || e.Limit != x.limit || !strings.Contains(e.Error(), x.want) {
				t.Fatalf("%s: %v %v", x.over, done, err)
			}
			g := st.Globals()
			if n := g.RawGetString("caught"); n != vm.Int(1) {
				t.Errorf("%s: caught %v times", x.over, n)
			}
			if s := g.RawGetString("message").String(); !strings.Contains(s, x.want) {
				t.Errorf("%s: pcall gave %q", x.over, s)
			}
			if g.RawGetString("closed") != lua.LTrue {
				t.Errorf("%s: variables were not closed", x.over)
			}
			if r := load(t, st, `return 1`); r[0] != vm.Int(1) {
				t.Fatal("state is broken after", x.over)
			}
		}
	}
}

// Recursion is no limit of the task but an error like others, as in C Lua.
func TestRecursionEnds(t *testing.T) {
	for _, src := range []string{
		`local function f() return 1 + f() end f()`,
		`local function f(...) return 1 + f(1, ...) end f()`,
		`local function f() pcall(f) error("x") end f()`,
		`local mt = {} mt.__index = function(t, k) return t[k] end return setmetatable({}, mt).x`,
		`local mt = {} mt.__newindex = function(t, k, v) t[k] = v end setmetatable({}, mt).x = 1`,
		`local mt = {} mt.__call = setmetatable({}, mt) mt.__call()`,
		`local mt = {} mt.__eq = function(a, b) return a == b end return setmetatable({}, mt) == setmetatable({}, mt)`,
		`local mt = {} mt.__concat = function(a, b) return a .. b end return setmetatable({}, mt) .. "x"`,
		`local mt = {} mt.__tostring = function(t) return tostring(t) end return tostring(setmetatable({}, mt))`,
		`local function f() table.sort({3, 2, 1}, f) end f()`,
		`local function f() string.gsub("x", "x", f) end f()`,
		`local function f() local x <close> = setmetatable({}, {__close = f}) end f()`,
		`local function f() for _ in f do end end f()`,
		`local function f() coroutine.wrap(f)() end f()`,
		`xpcall(error, function(e) error(e) end, "x") error("end")`,
		`error(load(("("):rep(300) .. "x" .. (")"):rep(300)) or "C stack overflow")`,
	} {
		st := newState(t, vm.Options{})
		task := start(t, st, src)
		stop := time.AfterFunc(10*time.Second, func() { st.Kill(&vm.Error{Value: lua.LString("still running")}) })
		_, err := task.Resume()
		stop.Stop()
		if err == nil || strings.Contains(err.Error(), "still running") {
			t.Errorf("%s: %v", src, err)
		}
		if r := load(t, st, `return 1`); r[0] != vm.Int(1) {
			t.Fatal("state is broken after", src)
		}
	}
}
