package luahost_test

import (
	"fmt"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// record runs a script, and gives the image that it has left.
func (f *fixture) record(t *testing.T, text string) (*luahost.Service, *luahost.Image) {
	t.Helper()
	var im *luahost.Image
	file := f.write(t, "main.lua", text)
	s, err := f.NewService("main", func(s *luahost.Service, L *luahost.State) {
		r := s.Record(L)
		im = r.End(L, s.RunScript(L, file))
	})
	if err != nil || im == nil {
		t.Fatal(err, s.Failure(), text)
	}
	return s, im
}

var imageModules = map[string]luahost.Module{
	"alike": luahost.Library(map[string]lua.LGFunction{"f": func(L *luahost.State) int { return 0 }}, nil),
	"other": {Open: func(*luahost.Service, *luahost.State) lua.LValue { return lua54.NewTable(0, 0) }},
	"lua":   {Source: `local M = {...} M.f = function() return M end return M`, Name: "luaws:lua"},
}

// A main chunk has an image only if no service could tell that it hasn't run there.
func TestImageOfWhatOnlyDefines(t *testing.T) {
	for _, c := range []struct {
		script string
		alike  bool
	}{
		{`return {}`, true},
		{`local a = require "alike" local l = require "lua" return {a = a, l = l, f = function() return a.f() end}`, true},
		{`local M = setmetatable({}, {__index = string}) for k, v in pairs(string) do M[k] = v end table.sort({3, 1}) return M`, true},
		{`return {("x"):rep(3), #"a", tostring(3), ("%d"):format(4), math.floor(2.5), select("#", 1, 2), pcall(error, "x")}`, true},
		{`x = 1 string.y = function() end return _G`, true},
		{`local f = require "file" return f`, true},
		{`package.preload.p = function() return {} end return require "p"`, true},

		{`print("x") return {}`, false},
		{`pcall(print) return {}`, false},
		{`pcall(pcall, print) return {}`, false},
		{`local _ = setmetatable({}, {__index = function() print() end}).x return {}`, false},
		{`setmetatable({}, {__index = print}).x = 1 local _ = setmetatable({}, {__index = print}).x return {}`, false},
		{`for _ in print do end return {}`, false},
		{`table.sort({2, 1}, function(a, b) print() return a < b end) return {}`, false},
		{`("x"):gsub("x", print) return {}`, false},
		{`require "calls" return {}`, false},
		{`require "other" return {}`, false},
		{`return {os.time()}`, false},
		{`return {math.random()}`, false},
		{`math.randomseed(1) return {}`, false},
		{`return {tostring({})}`, false},
		{`return {("%s"):format({})}`, false},
		{`return {(pcall(string.format, "%p", {}))}`, false},
		{`return {collectgarbage("count")}`, false},
		{`collectgarbage() return {}`, false},
		{`debug.sethook(function() end, "l") return {}`, false},
		{`io.stdout:setvbuf("no") return {}`, false},
		{`warn("@on") return {}`, false},
		{`return {co = coroutine.create(print)}`, false},
		{`return {m = string.gmatch("x", "x")}`, false},
		{`return setmetatable({}, {__mode = "k"})`, false},
		{`setmetatable({}, {__gc = function() end}) return {}`, false},
		{`return load "return 1"`, false},
	} {
		f := newFixture(t, luahost.Options{Modules: imageModules})
		f.write(t, "file.lua", `local M = {} function M.f() return M end return M`)
		f.write(t, "calls.lua", `print()`)
		if _, im := f.record(t, c.script); im.Alike() != c.alike {
			t.Errorf("%s: alike is %v", c.script, !c.alike)
		}
	}
}

// callStep calls v.step in a task of s, and gives its results.
func callStep(t *testing.T, s *luahost.Service, v lua.LValue) (got string) {
	done := make(chan struct{})
	task := s.NewTask(lua54.NewFunction(func(L *luahost.State) int {
		top := L.GetTop()
		lua54.Push(L, lua54.Index(L, v, lua.LString("step")))
		lua54.Call(L, 0, lua.MultRet)
		for i := top + 1; i <= L.GetTop(); i++ {
			got += fmt.Sprint(L.Get(i), " ")
		}
		return 0
	}))
	task.OnEnd(func(err error) {
		if err != nil {
			t.Error(err)
		}
		close(done)
	})
	s.StartHere(task)
	<-done
	return got
}

// What a main chunk has made of the table package holds in the services that begin
// with its image.
func TestPackageOfAnImage(t *testing.T) {
	for change, want := range map[string]string{
		``: "first ",
		`package.path = package.path:gsub("%?", "second/?")`:                                             "second ",
		`table.insert(package.searchers, 1, function(n) return function() return n .. " found" end end)`: "m found ",
		`package.preload.m = function() return "preloaded" end`:                                          "preloaded ",
		`package.loaded.m = "loaded"`:                                                                    "loaded ",
		`package.loaded = {m = "nothing to require"}`:                                                    "first ",
		`local p = package package = nil p.preload.m = function() return "by another name" end`:          "by another name ",
		`package.searchers = {function(n) return function() return n .. " of another table" end end}`:    "m of another table ",
		`package.loaded.package = nil package.path = nil`:                                                "",
		`local f = package.searchers[2] f("m")`:                                                          "first ",
	} {
		f := newFixture(t, luahost.Options{Modules: imageModules})
		f.write(t, "m.lua", `return "first"`)
		f.write(t, "second/m.lua", `return "second"`)
		script := change + ` return {step = function() local ok, m = pcall(require, "m") if ok then return m end end}`
		_, im := f.record(t, script)
		if !im.Alike() {
			t.Errorf("%s: no image", change)
			continue
		}
		s, v, err := im.NewService("main")
		if err != nil {
			t.Fatal(err)
		}
		if got := callStep(t, s, v); got != want {
			t.Errorf("%s: %q, want %q", change, got, want)
		}
	}
}

// Services that begin with an image share nothing but what can't be told.
func TestServicesOfAnImage(t *testing.T) {
	f := newFixture(t, luahost.Options{Modules: imageModules})
	_, im := f.record(t, `
		local lua, n = require "lua", 0
		local M = {list = {1}}
		function M.step()
			n = n + 1
			M.list[#M.list + 1], lua[#lua + 1] = n, n
			string.len = nil
			G = (G or 0) + 1
			return n, #M.list, #lua, G, require "lua" == lua, lua.f() == lua, M.step == package.loaded.main, SERVICE_NAME, string.len
		end
		package.loaded.main = M.step
		return M`)
	if !im.Alike() || !im.Current() {
		t.Fatal("no image")
	}
	for range 3 {
		s, v, err := im.NewService("main")
		if err != nil {
			t.Fatal(err)
		}
		step := func() string { return callStep(t, s, v) }
		if got := step(); got != "1 2 3 1 true true true main nil " {
			t.Error("first:", got)
		}
		if got := step(); got != "2 3 4 2 true true true main nil " {
			t.Error("second:", got)
		}
		s.Stop()
		<-s.Gone()
	}
	f.ForgetFiles()
	if im.Current() {
		t.Error("an image of files that were forgotten")
	}
	if log := f.log.String(); strings.Contains(log, "error") {
		t.Error(log)
	}
}
