package vm_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/stdlib"
	"github.com/luaws/luaws/luahost/lua54/vm"
)

// parkState has a global park(...) that parks with its arguments, and others that
// park as their last act: see later.
func parkState(tb testing.TB, o vm.Options) *vm.State {
	pool := vm.NewPool(8)
	tb.Cleanup(pool.Close)
	return parkStateOn(tb, pool, o)
}

func parkStateOn(tb testing.TB, pool *vm.Pool, o vm.Options) *vm.State {
	st := vm.NewState(pool, nil, o)
	stdlib.Open(st, stdlib.Options{CollectEvery: -1})
	tb.Cleanup(st.Close)
	st.Globals().RawSetString("later", vm.NewFunction(func(L *lua.LState) int {
		return vm.ParkThen(L, &later{st: st, times: int(vm.OptInt(L, 1, 1))})
	}))
	st.Globals().RawSetString("park", vm.NewFunction(func(L *lua.LState) int {
		return vm.Push(L, vm.Park(L, vm.Args(L, 1)...)...)
	}))
	st.Globals().RawSetString("guarded", vm.NewFunction(func(L *lua.LState) int {
		return vm.PCallThen(L, L.GetTop()-1, 1, nil, &guarded{later{st: st, times: 2}})
	}))
	return st
}

// guarded(f, ...) calls f, protected, then parks, then returns f's first result
// or "caught: " and the error.
type guarded struct{ later }

func (k *guarded) Called(L *lua.LState, err lua.LValue, ok bool) int {
	if !ok {
		vm.Push(L, lua.LString("caught: "+vm.ToString(L, err)))
	}
	return vm.ParkThen(L, k)
}

func (k *guarded) Continue(L *lua.LState, _ []lua.LValue) int {
	if k.times--; k.times > 0 {
		return vm.ParkThen(L, k)
	}
	return 1
}

// warmAndFrozen runs a test with tasks that keep their threads while they are
// parked, and with tasks that don't.
func warmAndFrozen(t *testing.T, f func(t *testing.T)) {
	t.Run("warm", f)
	t.Run("frozen", func(t *testing.T) {
		defer vm.SetMaxWarm(vm.SetMaxWarm(0))
		f(t)
	})
}

// later(n) parks n times, then returns what the last Resume gives it, or raises
// that if it is an error's text. It writes "unwound" into the log if it is killed.
type later struct {
	st    *vm.State
	times int
}

func (k *later) Continue(L *lua.LState, vals []lua.LValue) int {
	if k.times--; k.times > 0 {
		return vm.ParkThen(L, k)
	}
	if len(vals) > 0 && vals[0] == lua.LString("!") {
		vm.Errorf(L, "raised")
	}
	return vm.Push(L, vals...)
}

func (k *later) Unwound() {
	log, _ := k.st.Globals().RawGetString("log").(lua.LString)
	k.st.Globals().RawSetString("log", log+"unwound")
}

func start(tb testing.TB, st *vm.State, src string) *vm.Task {
	tb.Helper()
	p, err := vm.Compile(src, "=test")
	if err != nil {
		tb.Fatal(err)
	}
	return st.NewTask(st.Load(p, nil))
}

// Parking works from every kind of frame.
func TestParkAnywhere(t *testing.T) {
	for name, src := range map[string]string{
		"plain":       `return park(1)`,
		"pcall":       `return select(2, pcall(park, 1))`,
		"xpcall":      `return select(2, xpcall(function() return (park(1)) end, print))`,
		"metamethod":  `return setmetatable({}, {__index = function(_, k) return park(k) end})[1]`,
		"arithmetic":  `return setmetatable({}, {__add = function(_, k) return park(k) end}) + 1`,
		"concat":      `return setmetatable({}, {__concat = function(_, k) return park(1) end}) .. "x"`,
		"iterator":    `for v in function() return park(1) end do return v end`,
		"sort":        `local r table.sort({1, 2}, function(a, b) r = r or park(1) return a < b end) return r`,
		"gsub":        `local r ("x"):gsub("x", function() r = park(1) end) return r`,
		"load":        `local r load(function() r = r or park(1) end) return r`,
		"close":       `local r do local x <close> = setmetatable({}, {__close = function() r = park(1) end}) end return r`,
		"error close": `local r pcall(function() local x <close> = setmetatable({}, {__close = function() r = park(1) end}) error("x") end) return r`,
		"coroutine":   `return coroutine.wrap(function() return park(1) end)()`,
		"nested":      `return coroutine.wrap(function() local ok, v = pcall(coroutine.wrap(function() return (park(1)) end)) return v end)()`,
		"co close": `local r local co = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() r = park(1) end}) coroutine.yield() end)
			coroutine.resume(co) coroutine.close(co) return r`,
		"handler": `return select(2, xpcall(error, function() return (park(1)) end))`,
	} {
		t.Run(name, func(t *testing.T) {
			st := parkState(t, vm.Options{})
			task := start(t, st, src)
			done, err := task.Resume()
			if done || err != nil || len(task.Results()) != 1 || task.Results()[0] != vm.Int(1) {
				t.Fatal("parked:", done, err, task.Results())
			}
			done, err = task.Resume(lua.LString("back"))
			if !done || err != nil || len(task.Results()) != 1 || task.Results()[0] != lua.LString("back") {
				t.Fatal("ended:", done, err, task.Results())
			}
		})
	}
}

// A function that parks as its last act can do it at any depth too; where no Go
// frame is in between, the task that waits has no goroutine.
func TestParkThen(t *testing.T) { warmAndFrozen(t, parkThen) }

func parkThen(t *testing.T) {
	for name, x := range map[string]struct {
		src  string
		held bool // there are Go frames in between
	}{
		"plain":        {`return later()`, false},
		"call":         {`local v = later() return v`, false},
		"many":         {`local v = later(5) return v`, false},
		"deep":         {`local function f(n) if n == 0 then return (later(2)) end return (f(n - 1)) end return f(1000)`, false},
		"loop":         {`local v for i = 1, 5 do v = later() end return v`, false},
		"pcall":        {`local ok, v = pcall(later) assert(ok) return v`, false},
		"pcall lua":    {`local ok, v = pcall(function() return (later()) end) assert(ok) return v`, false},
		"pcalls":       {`return select(2, pcall(function() return select(2, pcall(function() return (later()) end)) end))`, false},
		"pcall after":  {`local ok, v = pcall(function() return (later()) end) pcall(error, {}) local ok, w = pcall(later, 2) return w`, false},
		"xpcall":       {`return select(2, xpcall(function(...) assert(select("#", ...) == 3) return (later()) end, print, 1, 2, 3))`, false},
		"pcall table":  {`return select(2, pcall(setmetatable({}, {__call = function(_, n) return (later(n)) end}), 2))`, false},
		"many values":  {`local function f(...) return ... end local a, b, c = f(1, later()) assert(a == 1 and c == nil) return b`, false},
		"close":        {`local r do local x <close> = setmetatable({}, {__close = function() r = later(2) end}) end return r`, true},
		"metamethod":   {`return setmetatable({}, {__index = function() return (later(2)) end})[1]`, true},
		"iterator":     {`for v in later, 3 do return v end`, true},
		"sort":         {`local r table.sort({1, 2}, function(a, b) r = r or later(2) return a < b end) return r`, true},
		"pcall inside": {`return setmetatable({}, {__index = function() local ok, v = pcall(later, 2) assert(ok) return v end})[1]`, true},
		"handler":      {`return select(2, xpcall(error, function() return (later(2)) end))`, true},
		"coroutine":    {`return coroutine.wrap(function() return (later(2)) end)()`, false}, // but its resumer has
		"wrapped":      {`return coroutine.wrap(later)(2)`, false},
		"upvalue":      {`local v, f = 1 f = function() return v end local ok, w = pcall(later) v = w return f()`, false},
	} {
		t.Run(name, func(t *testing.T) {
			pool := vm.NewPool(8)
			defer pool.Close()
			st := parkStateOn(t, pool, vm.Options{})
			task := start(t, st, x.src)
			done, err := task.Resume()
			for range 10 {
				if done || err != nil {
					break
				}
				if idle := pool.Idle(); (idle == 0) != x.held {
					t.Error("carriers that are idle:", idle)
				}
				done, err = task.Resume(lua.LString("back"))
			}
			if !done || err != nil || len(task.Results()) != 1 || task.Results()[0] != lua.LString("back") {
				t.Fatal("ended:", done, err, task.Results())
			}
		})
	}
}

// An error after a park meets the protected calls that were there before it.
func TestErrorAfterPark(t *testing.T) { warmAndFrozen(t, errorAfterPark) }

func errorAfterPark(t *testing.T) {
	for src, want := range map[string]string{
		`return guarded(function() later() end)`:                                                            "caught: test:1: raised",
		`local ok, e = pcall(function() return guarded(function() later() error("x", 0) end) end) return e`: "caught: test:1: raised",
		`return select(2, pcall(guarded, 5))`:                                                               "caught: attempt to call a number value",
		`local ok, e = pcall(later) return e`:                                                               "raised",
		`local ok, e = pcall(function() later() end) return e`:                                              "test:1: raised",
		`local ok, e = pcall(function() pcall(later) error("x", 0) end) return e`:                           "x",
		`local ok, e = xpcall(function() later() end, function(e) return "h" .. e end) return e`:            "htest:1: raised",
		`local ok, e = xpcall(later, function(e) return "h" .. e end) return e`:                             "hraised",
		`local log = "" local ok, e = pcall(function()
			local a <close> = setmetatable({}, {__close = function(_, e) log = log .. "a" .. e end})
			pcall(function() local b <close> = setmetatable({}, {__close = function(_, e) log = log .. "b" .. e end}) later() end)
			error("y", 0) end) return log`: "btest:3: raiseday",
		`local f do local ok = pcall(function() local v = 1 f = function() v = v + 1 return v end later() end) end f() return "" .. f()`: "3",
		`local function f(n) if n == 0 then later() end pcall(f, n - 1) error(n, 0) end local ok, e = pcall(f, 150) return "" .. e`:      "150",
	} {
		st := parkState(t, vm.Options{})
		task := start(t, st, src)
		done, err := task.Resume()
		if done || err != nil {
			t.Errorf("%s: %v %v", src, done, err)
			continue
		}
		for range 3 {
			if done, err = task.Resume(lua.LString("!")); done {
				break
			}
		}
		if !done || err != nil || task.Results()[0] != lua.LString(want) {
			t.Errorf("%s: %v %v %v", src, done, err, task.Results())
		}
	}
	st := parkState(t, vm.Options{})
	task := start(t, st, `local function f() later() end f()`)
	task.Resume()
	if done, err := task.Resume(lua.LString("!")); !done || err == nil || err.Error() != "test:1: raised" {
		t.Error(done, err)
	}
}

// Two parked tasks of a state don't disturb each other.
func TestTasksInterleave(t *testing.T) {
	st := parkState(t, vm.Options{})
	a := start(t, st, `log = "" local v = pcall(park) log = log .. "a" park() log = log .. "A" return coroutine.running()`)
	b := start(t, st, `park() log = log .. "b" coroutine.wrap(function() park() log = log .. "B" end)()`)
	for _, task := range []*vm.Task{a, b, b, a, b, a} {
		if _, err := task.Resume(); err != nil {
			t.Fatal(err)
		}
	}
	if s := st.Globals().RawGetString("log"); s != lua.LString("baBA") {
		t.Fatal(s)
	}
	if !a.Done() || !b.Done() {
		t.Fatal("not done")
	}
}

// Kill unwinds past pcall and closes variables, also in nested coroutines.
func TestKillParked(t *testing.T) {
	st := parkState(t, vm.Options{})
	task := start(t, st, `
		log = ""
		local function closer(s) return setmetatable({}, {__close = function(_, e) log = log .. s .. tostring(e) end}) end
		local a <close> = closer("a")
		pcall(function()
			local b <close> = closer("b")
			local co = coroutine.wrap(function() local c <close> = closer("c") pcall(park) log = log .. "never" end)
			co()
			log = log .. "never"
		end)
		log = log .. "never"`)
	if done, err := task.Resume(); done || err != nil {
		t.Fatal(done, err)
	}
	reason := &vm.Error{Value: lua.LString("!")}
	done, err := task.Kill(reason)
	if !done || err != reason {
		t.Fatal(done, err)
	}
	if s := st.Globals().RawGetString("log"); s != lua.LString("c!b!a!") {
		t.Fatal(s)
	}
}

// The same of a task that has parked as a function's last act, which is told.
func TestKillParkedThen(t *testing.T) { warmAndFrozen(t, killParkedThen) }

func killParkedThen(t *testing.T) {
	for _, src := range []string{
		`%s later()`,
		`%s pcall(later)`,
		`%s pcall(function() %s pcall(later) end)`,
		`%s guarded(function() %s later() end) --[[unwound]]`,
		`%s guarded(function() %s table.sort({1, 2}, function() guarded(later) end) end) --[[unwound unwound]]`,
		`%s coroutine.wrap(function() %s later() end)()`,
		`%s table.sort({1, 2}, function() %s later() end)`,
	} {
		st := parkState(t, vm.Options{})
		task := start(t, st, `log = "" `+strings.ReplaceAll(src, "%s",
			`local a <close> = setmetatable({}, {__close = function(_, e) log = log .. "c" .. tostring(e) end})`))
		if done, err := task.Resume(); done || err != nil {
			t.Fatal(done, err)
		}
		reason := &vm.Error{Value: lua.LString("!")}
		if done, err := task.Kill(reason); !done || err != reason {
			t.Fatal(done, err)
		}
		want := strings.Repeat("unwound", 1+strings.Count(src, "unwound")) + strings.Repeat("c!", strings.Count(src, "%s"))
		if s := st.Globals().RawGetString("log"); s != lua.LString(want) {
			t.Error(src, s)
		}
		// and what is dropped runs no code
		task = start(t, st, `log = "" `+strings.ReplaceAll(src, "%s", `local a <close> = setmetatable({}, {__close = function() log = "no" end})`))
		task.Resume()
		if task.Drop(); st.Globals().RawGetString("log") != lua.LString(want[:strings.LastIndex(want, "d")+1]) {
			t.Error(src, "dropped", st.Globals().RawGetString("log"))
		}
	}
}

func TestKillRunning(t *testing.T) {
	for _, src := range []string{
		`while true do end`,
		`for i = 1, math.huge do end`,
		`repeat local x until false`,
		`local function f() return f() end f()`,
		`while true do pcall(error) end`,
		`local function f() pcall(f) f() end f()`,
		`for k in pairs, {}, nil do end while true do for k in pairs({1}) do end end`,
		`for i in function() return 1 end do end`,
		`::a:: goto a`,
		`coroutine.wrap(function() while true do end end)()`,
		`local t = {} for i = 1, 1e5 do t[i] = i end while true do table.sort(t, function(a, b) return a > b end) end`,
		`local s = ("a"):rep(50) while true do s:find(("a*"):rep(20) .. "b") end`,
		`local x <close> = setmetatable({}, {__close = function() while true do end end}) error("x")`,
		`while true do local x <close> = setmetatable({}, {__close = function() pcall(error, "x") end}) pcall(error) end`,
		`local mt = {} mt.__index = function(t, k) return t[k + 1] end while true do pcall(function() return setmetatable({}, mt)[1] end) end`,
		`while true do xpcall(error, error) end`,
		`while true do xpcall(function() local function f() return 1 + f() end f() end, function() while true do end end) end`,
		`while true do pcall(string.rep, "x", 1 << 20) end`,
		`while true do ("x"):rep(1000):gsub(".", function() end) end`,
		`local t = {} for i = 1, 1e4 do t[i] = "x" end while true do table.concat(t) end`,
		`while true do load("return 1")() end`,
		`while true do coroutine.wrap(function() coroutine.yield() end)() end`,
		`local co = coroutine.wrap(function() while true do pcall(coroutine.yield) end end) while true do co() end`,
		`while true do for _ in string.gmatch(("x"):rep(1000), "x*?") do end end`,
		`local t = setmetatable({}, {__eq = function() while true do end end}) return t == setmetatable({}, getmetatable(t))`,
		`while true do string.format("%s", setmetatable({}, {__tostring = function() return "x" end})) end`,
		`local t = {} while true do t[#t + 1] = 1 t[#t] = nil end`,
		`while true do table.unpack({}, 1, 1e5) end`,
		`while true do select("#", table.unpack({}, 1, 200)) end`,
		`local function f(...) return f(1, ...) end while true do pcall(f) end`,
	} {
		st := newState(t, vm.Options{})
		task := start(t, st, src)
		killed := &vm.Error{Value: lua.LString("killed")}
		var at time.Time
		time.AfterFunc(20*time.Millisecond, func() { at = time.Now(); st.Kill(killed) })
		done, err := task.Resume()
		if d := time.Since(at); !done || err != killed {
			t.Errorf("%s: %v %v", src, done, err)
		} else if d > hang {
			t.Errorf("%s: stopped after %v", src, d)
		}
	}
}

// hang is what is no question of speed any more.
const hang = 30 * time.Second

func TestLimits(t *testing.T) {
	for _, x := range []struct {
		src, want string
		o         vm.Options
	}{
		{`while true do end`, "cpu limit exceeded (20ms)", vm.Options{CPULimit: 20 * time.Millisecond}},
		{`while true do pcall(function() while true do end end) end`, "cpu limit", vm.Options{CPULimit: 20 * time.Millisecond}},
		{`local t = setmetatable({}, {__close = function() while true do end end}) local x <close> = t while true do end`, "cpu limit", vm.Options{CPULimit: 20 * time.Millisecond}},
		{`local s = "x" while true do s = s .. s end`, "memory limit exceeded (1 MB)", vm.Options{MemoryLimit: 1 << 20}},
		{`local t = {} while true do t[#t+1] = {} end`, "memory limit", vm.Options{MemoryLimit: 1 << 20}},
		{`local t = {} while true do t = {t} end`, "memory limit", vm.Options{MemoryLimit: 1 << 20}},
		{`local t = {} for i = 1, 1e7 do t[i] = i end`, "memory limit", vm.Options{MemoryLimit: 1 << 20}},
		{`local t = {} for i = 1, 1e7 do t["k" .. i] = i end`, "memory limit", vm.Options{MemoryLimit: 1 << 20}},
		{`local t = {} for i = 1, 1e7 do t[i] = function() return i end end`, "memory limit", vm.Options{MemoryLimit: 1 << 20}},
		{`local t = {} while true do pcall(function() while true do t[#t+1] = {} end end) end`, "memory limit", vm.Options{MemoryLimit: 1 << 20}},
		{`local s = ("x"):rep(100) while true do s = s .. s end`, "string limit exceeded (64 KB)", vm.Options{StringLimit: 64 << 10}},
		{`local function f() return 1 + f() end f()`, "stack overflow", vm.Options{}},
		{`local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k] end return t.x`, "C stack overflow", vm.Options{}},
	} {
		st := newState(t, x.o)
		at := time.Now()
		_, err := start(t, st, x.src).Resume()
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v", x.src, err)
		}
		if d := time.Since(at); d > hang {
			t.Errorf("%s: took %v", x.src, d)
		}
		if r := load(t, st, `return 1`); r[0] != vm.Int(1) {
			t.Error("state is broken after", x.src)
		}
	}
	// garbage doesn't count
	st := newState(t, vm.Options{MemoryLimit: 1 << 20})
	load(t, st, `local s for i = 1, 200000 do s = {i, "x" .. i} end for i = 1, 100 do s = ("x"):rep(100000) end`)
	// a limit may be caught once
	st = newState(t, vm.Options{CPULimit: 20 * time.Millisecond})
	r := load(t, st, `local ok, e = pcall(function() while true do end end) return ok, e`)
	if r[0] != lua.LFalse || !strings.Contains(r[1].String(), "cpu limit") {
		t.Error(r)
	}
}

// The stacks of coroutines come back: when they end, when nobody holds them
// any more, when the state closes.
func TestCoroutineStacksComeBack(t *testing.T) {
	pool := vm.NewPool(10)
	before := runtime.NumGoroutine()
	st := vm.NewState(pool, nil, vm.Options{})
	st.Globals().RawSetString("new", vm.NewFunction(func(L *lua.LState) int {
		c := vm.NewCoroutine(L, L.Get(1))
		vm.Resume(L, c, nil)
		L.Push(c)
		return 1
	}))
	st.Globals().RawSetString("yield", vm.NewFunction(func(L *lua.LState) int { return vm.Push(L, vm.Yield(L, nil)...) }))
	load(t, st, `for i = 1, 100 do new(function() yield() end) end keep = new(function() yield() end)`)
	for i := 0; runtime.NumGoroutine() > before+12 && i < 200; i++ {
		runtime.GC()
		time.Sleep(5 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > before+12 {
		t.Errorf("%d goroutines after abandoning, %d before", n, before)
	}
	st.Close()
	pool.Close()
	for i := 0; runtime.NumGoroutine() > before && i < 100; i++ {
		time.Sleep(time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines after closing, %d before", n, before)
	}
}

func TestGCMetamethod(t *testing.T) {
	st := newState(t, vm.Options{})
	load(t, st, `
		n, last = 0, nil
		local mt = {__gc = function(o) n = n + 1 last = o.v end}
		for i = 1, 10 do setmetatable({v = i}, mt) end
		local w = setmetatable({}, {__mode = "v"})
		w[1] = {} w.x = function() end w[2] = "text"
		local k = setmetatable({}, {__mode = "k"})
		local key = {}
		k[key] = {key} k[{}] = 1
		do local other = {} k[other] = {other} end
		local a = {}
		w.keep = a
		for i = 1, 20 do collectgarbage() if n == 10 and not w[1] then break end end
		assert(n == 10, n)
		assert(w[1] == nil and w.x == nil and w[2] == "text" and w.keep == a)
		local c = 0
		for k, v in pairs(k) do c = c + 1 assert(v[1] == key) end
		assert(c == 1, c)
		local self = setmetatable({v = "cycle"}, mt) self.self = self`)
	st.Close()
}
