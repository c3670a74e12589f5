package vm_test

import (
	"fmt"
	"runtime"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/stdlib"
	"github.com/luaws/luaws/luahost/lua54/vm"
)

// parkMany starts n tasks that park.
func parkMany(t *testing.T, st *vm.State, n int, src string) []*vm.Task {
	t.Helper()
	p, err := vm.Compile(src, "=test")
	if err != nil {
		t.Fatal(err)
	}
	f := st.Load(p, nil)
	tasks := make([]*vm.Task, n)
	for i := range tasks {
		tasks[i] = st.NewTask(f)
		if done, err := tasks[i].Resume(); done || err != nil {
			t.Fatal(done, err)
		}
	}
	return tasks
}

// Of many tasks that wait each costs no goroutine and less than 1 KB, whatever
// they needed before.
func TestParkedTasksAreSmall(t *testing.T) {
	const n, limit = 2000, 1024
	st := parkState(t, vm.Options{})
	load(t, st, `function grow(n) local a, b, c, d, e, f, g, h if n > 0 then return (grow(n - 1)) end end
		function serve(a, b) local c, d = 1, 2 return (later(1e6)) end`)
	src := `grow(30) pcall(serve, 1, 2)`
	parkMany(t, st, 100, src)
	used := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc + m.StackInuse
	}
	goroutines, before := runtime.NumGoroutine(), used()
	tasks := parkMany(t, st, n, src)
	if each := int64(used()-before) / n; each > limit {
		t.Errorf("a parked task takes %d bytes", each)
	}
	if more := runtime.NumGoroutine() - goroutines; more > 10 {
		t.Errorf("%d goroutines for %d tasks", more, n)
	}
	runtime.KeepAlive(tasks)
}

// What a frozen task has is what it had: variables, varargs, upvalues that others
// share, and what it is to close.
func TestFrozenState(t *testing.T) {
	defer vm.SetMaxWarm(vm.SetMaxWarm(0))
	st := parkState(t, vm.Options{})
	task := start(t, st, `
		log = ""
		local function f(a, ...)
			local n <close> = setmetatable({}, {__close = function() log = log .. "closed " end})
			local shared = a
			function get() return shared end
			function set(v) shared = v end
			local function deep(k) if k == 0 then return later(2) end local v = deep(k - 1) return v end
			local v = deep(20)
			return v, a, shared, select("#", ...), ...
		end
		local r = table.pack(pcall(f, 1, 2, nil, 3))
		assert(r.n == 8 and r[1] and r[3] == 1 and r[4] == "set" and r[5] == 3 and r[6] == 2 and r[7] == nil and r[8] == 3)
		log = log .. r[2]`)
	if done, err := task.Resume(); done || err != nil {
		t.Fatal(done, err)
	}
	load(t, st, `assert(get() == 1) set("set") assert(get() == "set") collectgarbage() assert(get() == "set")`)
	st.Globals().RawSetString("co", task.Coroutine())
	load(t, st, `
		local trace = debug.traceback(co)
		assert(trace:find("in function 'later'") or trace:find("in ?"), trace)
		assert(select(2, trace:gsub("\n", "")) > 10, trace)
		assert(debug.getinfo(co, 1, "l").currentline == 8, debug.getinfo(co, 1, "l").currentline)
		local name, v = debug.getlocal(co, 1, 1)
		assert(name == "k" and v == 0, name)
		debug.setlocal(co, 1, 1, 7)`)
	task.Resume()
	load(t, st, `local _, v = debug.getlocal(co, 1, 1) assert(v == 7) assert(get() == "set")`)
	if done, err := task.Resume(lua.LString("back")); !done || err != nil {
		t.Fatal(done, err)
	}
	load(t, st, `assert(log == "closed back", log) assert(get() == "set") set(1) assert(get() == 1)`)
}

// The memory of frozen tasks counts.
func TestFrozenMemoryCounts(t *testing.T) {
	defer vm.SetMaxWarm(vm.SetMaxWarm(0))
	pool := vm.NewPool(4)
	defer pool.Close()
	st := parkStateOn(t, pool, vm.Options{MemoryLimit: 4 << 20})
	parkMany(t, st, 3, `local s = ("x"):rep(1 << 20) later(2) return s`)
	if _, err := start(t, st, `local s = ("y"):rep(2 << 20)`).Resume(); err == nil {
		t.Error("a limit was not seen")
	}
}

// Many tasks park, go on and end in any order, some frozen, some not.
func TestWarmAndFrozen(t *testing.T) {
	defer vm.SetMaxWarm(vm.SetMaxWarm(3))
	pool := vm.NewPool(2)
	defer pool.Close()
	st := vm.NewState(pool, nil, vm.Options{})
	stdlib.Open(st, stdlib.Options{CollectEvery: -1})
	st.Globals().RawSetString("later", vm.NewFunction(func(L *lua.LState) int { return vm.ParkThen(L, &later{st: st, times: 1}) }))
	const n = 10
	tasks := make([]*vm.Task, n)
	for i := range tasks {
		tasks[i] = start(t, st, fmt.Sprintf(`local sum = 0 for i = 1, %d do sum = sum + later() end assert(sum == %d * %d)`, n+i, n+i, i))
		tasks[i].Resume()
	}
	for left, k := n, 0; left > 0; k = (k + 7) % n {
		if i := k; !tasks[i].Done() {
			if i == 4 && left == n {
				tasks[i].Kill(nil)
				left--
				continue
			}
			done, err := tasks[i].Resume(vm.Int(int64(i)))
			if err != nil {
				t.Fatal(i, err)
			}
			if done {
				left--
			}
		}
	}
	st.Close()
}
