package lua

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	glua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54/stdlib"
	"github.com/luaws/luaws/luahost/lua54/syntax"
	"github.com/luaws/luaws/luahost/lua54/vm"
	"github.com/luaws/luaws/test/buffer"
)

// TestLuaTestes runs Lua's own tests, which are not part of this repository:
// the folder "testes" of github.com/lua/lua at a tag v5.4.x. An assert that
// fails is noted and the file goes on, so that each file runs to its end.
func TestLuaTestes(t *testing.T) {
	dir := os.Getenv("LUA_TESTES")
	if dir == "" {
		t.Skip("LUA_TESTES doesn't name a folder with Lua 5.4's own tests (testes of github.com/lua/lua)")
	}
	work := filepath.Join(t.TempDir(), "testes") // files.lua and verybig.lua write
	if err := os.CopyFS(work, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	t.Chdir(work)
	files, _ := filepath.Glob("*.lua")
	if len(files) < 20 {
		t.Fatalf("%s has %d Lua files", dir, len(files))
	}
	table := "file asserts failed lines\n"
	total, failed := 0, 0
	for _, file := range files {
		name := strings.TrimSuffix(file, ".lua")
		if reason := leftOut[name]; reason != "" {
			table += fmt.Sprintf("%s - - not run: %s\n", name, reason)
			continue
		}
		t.Run(name, func(t *testing.T) {
			r := runTestes(t, name)
			known := differences[name]
			if len(r.failed) > len(known) || r.err != nil {
				t.Errorf("%d failed asserts, %d are known\n%s\nerror: %v", len(r.failed), len(known), r.lines(known), r.err)
			}
			table += fmt.Sprintf("%s %d %d %s\n", name, r.asserts, len(r.failed), r.lines(known))
			total += r.asserts
			failed += len(r.failed)
		})
	}
	t.Logf("%sall %d %d", table, total, failed)
}

// leftOut are the files that don't apply.
var leftOut = map[string]string{
	"all":        "runs the others",
	"api":        "the C API",
	"bwcoercion": "a module of bitwise.lua",
	"gengc":      "the inside of C Lua's generational collector",
	"heavy":      "wants all memory; all.lua leaves it out too",
	"main":       "the command line of lua; needs a shell",
	"tracegc":    "a module of all.lua",
}

// raising are the lines whose asserts are meant to raise an error, under pcall.
var raising = map[string][]int{
	"bitwise": {185, 186, 187}, "calls": {162}, "cstack": {100}, "errors": {585},
}

// differences are the lines whose asserts are known to fail, with the reason.
var differences = map[string]map[int]string{
	"attrib":    {67: "no modules in C: package.cpath is not searched"},
	"coroutine": {325: "a coroutine may yield across every function"},
	"db":        {1033: "string.dump gives a handle, not bytecode"},
	"errors":    {15: "line 374, of table.sort: a coroutine may yield across every function"},
	"gc": {
		313: "what an object refers to is still in weak tables when its __gc runs",
		477: "collectgarbage('count') is an estimate",
		544: "an object in a cycle is finalized when its state closes",
	},
}

// edits change what would not end. Where C Lua's collector sees that a register
// is not used any more, Go's doesn't, until the register is written again. And a
// yield from sort's function, which C Lua refuses, leaves the test.
var edits = map[string]*strings.Replacer{
	"gc":        strings.NewReplacer(" until finish", "; type(1, 1, 1, 1) until finish"),
	"db":        strings.NewReplacer("repeat local a = {} until name", "repeat local a = {}; type(1, 1, 1, 1) until name"),
	"coroutine": strings.NewReplacer("assert(not pcall(table.sort,{1,2,3}, coroutine.yield))", ""),
}

// drivers run files that are not to be run as they are.
var drivers = map[string]string{
	"big": `_soft = false; local f = coroutine.wrap(assert(loadfile("big.lua")))
		assert(f() == "b"); assert(f() == "a")`,
	"verybig": `assert(dofile("verybig.lua") == 10)`,
	"events":  `assert(dofile("events.lua") == 12)`,
	"locals":  `assert(dofile("locals.lua") == 5)`,
}

type testesResult struct {
	asserts int
	failed  map[int]int // by line
	err     error
}

func (r *testesResult) lines(known map[int]string) string {
	var s []string
	for _, line := range slices.Sorted(maps.Keys(r.failed)) {
		why := known[line]
		if why == "" {
			why = "not known"
		}
		s = append(s, fmt.Sprintf("%d (%s)", line, why))
	}
	return strings.Join(s, ", ")
}

func runTestes(t *testing.T, name string) *testesResult {
	if name == "attrib" { // tests require, which is the host's
		return runTestesInHost(t, name)
	}
	r := &testesResult{failed: map[int]int{}}
	st := vm.NewState(pool, nil, vm.Options{CPULimit: 2 * time.Minute})
	defer st.Close()
	stdlib.Open(st, stdlib.Options{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard, CollectEvery: -1})
	defer stdlib.Close(st)
	st.Traceback = func(L *glua.LState, level int) string { return stdlib.Traceback(L, "", level) }
	g := st.Globals()
	for _, option := range []string{"_soft", "_port", "_nomsg"} {
		g.RawSetString(option, glua.LTrue)
	}
	addRequire(g)
	g.RawSetString("assert", softAssert(g.RawGetString("assert").(*glua.LFunction).GFunction, name, r))

	src, ok := drivers[name]
	if !ok {
		text, err := os.ReadFile(name + ".lua")
		if err != nil {
			t.Fatal(err)
		}
		src = string(text)
		if e := edits[name]; e != nil {
			src = e.Replace(src)
		}
	}
	proto, err := vm.Compile(syntax.FileText(src), "@"+name+".lua")
	if err != nil {
		r.err = err
		return r
	}
	_, r.err = st.Call(st.Load(proto, nil))
	return r
}

// softAssert is assert that goes on. Where its error is wanted it is the real
// one: called by pcall, in loaded strings and in the lines that raising names.
func softAssert(assert glua.LGFunction, name string, r *testesResult) *glua.LFunction {
	return vm.NewFunction(func(L *glua.LState) int {
		r.asserts++
		caller, ok := vm.Level(L, 1)
		real := !ok || caller.Func().IsG || caller.Func().Proto.SourceName != "@"+name+".lua" ||
			slices.Contains(raising[name], caller.Line())
		if L.GetTop() == 0 || real {
			return assert(L)
		}
		if v := L.Get(1); v == glua.LNil || v == glua.LFalse {
			r.failed[caller.Line()]++
		}
		return L.GetTop()
	})
}

// addRequire adds a package library that is enough for the modules of the tests.
func addRequire(g *vm.Table) {
	loaded := vm.NewTable(0, 0)
	for k, v, _ := g.Next(glua.LNil); k != glua.LNil; k, v, _ = g.Next(k) {
		if _, ok := v.(*vm.Table); ok {
			loaded.RawSet(k, v)
		}
	}
	lib, preload := vm.NewTable(0, 0), vm.NewTable(0, 0)
	lib.RawSetString("loaded", loaded)
	lib.RawSetString("preload", preload)
	lib.RawSetString("config", glua.LString("/\n;\n?\n!\n-\n"))
	g.RawSetString("package", lib)
	loaded.RawSetString("package", lib)
	g.RawSetString("require", vm.NewFunction(func(L *glua.LState) int {
		name := vm.CheckStr(L, 1)
		v := loaded.RawGetString(name)
		if f := preload.RawGetString(name); v == glua.LNil && f != glua.LNil {
			vm.Push(L, f, glua.LString(name))
			vm.Call(L, 1, 1)
			v = L.Get(-1)
			loaded.RawSetString(name, v)
		} else if v == glua.LNil {
			text, err := os.ReadFile(name + ".lua")
			if err != nil {
				vm.Errorf(L, "module '%s' not found", name)
			}
			proto, err := vm.Compile(string(text), "@"+name+".lua")
			if err != nil {
				vm.Errorf(L, "%s", err.Error())
			}
			vm.Push(L, vm.NewClosure(L, proto, nil), glua.LString(name))
			vm.Call(L, 1, 1)
			if v = L.Get(-1); v == glua.LNil {
				v = glua.LTrue
			}
			loaded.RawSetString(name, v)
		}
		L.Push(v)
		return 1
	}))
}

// runTestesInHost runs a file as a start script.
func runTestesInHost(t *testing.T, name string) *testesResult {
	script := filepath.Join(t.TempDir(), "start.lua")
	text := fmt.Sprintf(`
		_soft, _port, _nomsg = true, true, true
		local out, n = print, 0
		print = function() end
		function assert(v, ...)
			n = n + 1
			if not v then out("failed", debug.getinfo(2, "l").currentline) end
			return v, ...
		end
		local ok, err = pcall(dofile, %q)
		out("end", n, ok and "" or err)
	`, name+".lua")
	if err := os.WriteFile(script, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out buffer.Buffer
	h := luahost.New(luahost.Options{Stdin: strings.NewReader(""), Stdout: &out, Log: &out, Path: "./?.lua"})
	if _, err := h.Launch(script); err != nil {
		t.Fatal(err)
	}
	h.WaitIdle()
	if err := h.Close(context.Background()); err != nil {
		t.Error(err)
	}
	r := &testesResult{failed: map[int]int{}, err: fmt.Errorf("no end: %s", out.String())}
	for line := range bytes.Lines([]byte(out.String())) {
		var at int
		var msg string
		if n, _ := fmt.Sscanf(string(line), "failed\t%d", &at); n == 1 {
			r.failed[at]++
		} else if n, _ := fmt.Sscanf(string(line), "end\t%d\t%s", &r.asserts, &msg); n == 2 {
			r.err = fmt.Errorf("%s", bytes.TrimSpace(line))
		} else if n == 1 {
			r.err = nil
		}
	}
	return r
}
