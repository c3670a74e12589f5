package luahost_test

import (
	"errors"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
)

func TestRequire(t *testing.T) {
	for _, c := range []struct{ name, script, want string }{
		{"a file beside the script", `print(require "m")`, "file m\t{dir}/m.lua"},
		{"once", `print(require "m" == require "m", package.loaded.m)`, "true\tfile m"},
		{"a dot is a folder", `print(pcall(require, "a.b.c"))`, "no file '{dir}/a/b/c.lua'"},
		{"what was tried", `print(pcall(require, "nowhere"))`, "no field package.preload['nowhere']\n\tno file '{dir}/nowhere.lua'\n\tno module 'nowhere' in luaws"},
		{"core comes first", `print((require "core"))`, "core of luaws"},
		{"preload comes before core", `package.preload.core = function(n, x) return n .. x end print((require "core"))`, "core:preload:"},
		{"others come last", `print((require "own"))`, "file own"},
		{"own, without a file", `print((require "own2"))`, "own2 own2 luaws:own2.lua"},
		{"an old name, without a file", `print((require "old2"))`, "old2 of luaws"},
		{"an old name, and a file", `print((require "old"))`, "file old"},
		{"an old name, and skynet's file", `package.path = "{dir}/tree/?.lua" print((require "old"))`, "old of luaws"},
		{"skynet's file by another name", `package.path = "{dir}/tree/net/?.lua" print((require "part"))`, "net.part of luaws"},
		{"a file below skynet's", `package.path = "{dir}/tree/net/?.lua" print((require "own"))`, "file net/own"},
		{"an error in a module", `print(pcall(require, "broken"))`, "broken.lua:1: broken"},
		{"a syntax error in a module", `print(pcall(require, "syntax"))`, "error loading module 'syntax' from file '{dir}/syntax.lua':\n\t{dir}/syntax.lua:2: syntax error near 'x'"},
		{"no result is true", `print((require "none"))`, "true"},
		{"standard libraries are loaded", `print(require "string" == string, package.loaded._G == _G)`, "true\ttrue"},
		{"package.path can be changed", `package.path = "{dir}/?.txt" print((require "text"))`, "a text"},
		{"package.searchpath", `print(package.searchpath("m", package.path))`, "{dir}/m.lua"},
		{"searchers can be added", `table.insert(package.searchers, function(n) return function() return n .. "!" end end) print((require "x"))`, "x!"},
		{"no C libraries", `print(package.loadlib("x", "y"))`, "nil\tluaws loads no C libraries\tabsent"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture(t, luahost.Options{Modules: map[string]luahost.Module{
				"core":     {Core: true, Open: func(*luahost.Service, *luahost.State) lua.LValue { return lua.LString("core of luaws") }},
				"own":      {Source: `return "own"`, Name: "luaws:own.lua"},
				"old":      {Old: true, Source: `return "old of luaws"`, Name: "luaws:old"},
				"net.part": {Core: true, Source: `return "net.part of luaws"`, Name: "luaws:net/part"},
				"net.own":  {Source: `return "net.own of luaws"`, Name: "luaws:net/own"},
				"old2":     {Old: true, Source: `return "old2 of luaws"`, Name: "luaws:old2"},
				"own2":     {Source: `local name, from = ... return name .. " own2 " .. from`, Name: "luaws:own2.lua"},
			}})
			for name, text := range map[string]string{
				"m.lua": `return "file m"`, "core.lua": `return "file core"`, "own.lua": `return "file own"`,
				"broken.lua": `error("broken")`, "syntax.lua": "local x\nx x", "none.lua": "", "text.txt": `return "a text"`,
				"old.lua": `return "file old"`, "tree/old.lua": `return "skynet's"`, "tree/skynet.lua": "",
				"tree/net/part.lua": `return "skynet's"`, "tree/net/own.lua": `return "file net/own"`,
			} {
				f.write(t, name, text)
			}
			s := f.launch(t, strings.ReplaceAll(c.script, "{dir}", f.dir))
			s.Stop()
			if err := s.Failure(); err != nil {
				t.Fatal(err)
			}
			if want := strings.ReplaceAll(c.want, "{dir}", f.dir); !strings.Contains(f.stdout.String(), want) {
				t.Errorf("got  %s\nwant %s", f.stdout, want)
			}
		})
	}
}

// A project's files that core modules come before are told of once for a folder.
func TestShadowedModules(t *testing.T) {
	modules := map[string]luahost.Module{}
	for _, name := range []string{"net", "net.a", "net.b", "alone"} {
		modules[name] = luahost.Module{Core: true, Source: "return 1", Name: name}
	}
	f := newFixture(t, luahost.Options{Modules: modules})
	for _, name := range []string{"lib/net.lua", "lib/net/a.lua", "lib/net/b.lua", "net/b.lua", "main.lua"} {
		f.write(t, name, `error "not this one"`)
	}
	f.launch(t, `package.path = "`+f.dir+`/lib/?.lua;" .. package.path
		require "alone" require "net.a" require "net" require "net.b"`)
	f.launch(t, `require "net.a" require "net.b"`) // asked for before
	want := "[:00000008] luaws has modules of its own, such as 'net.a': those under {dir}/lib/ are not used; " +
		"to use one: package.preload['net.a'] = loadfile('{dir}/lib/net/a.lua')\n"
	if got := f.log.String(); got != strings.ReplaceAll(want, "{dir}", f.dir) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestScriptErrors(t *testing.T) {
	f := newFixture(t, luahost.Options{})
	if _, err := f.Launch(f.dir + "/missing.lua"); err == nil || !strings.Contains(err.Error(), "missing.lua") {
		t.Error(err)
	}
	_, err := f.Launch(f.write(t, "syntax.lua", "local a = 1\nlocal = 2"))
	var e *luahost.Error
	if !errors.As(err, &e) || e.Line != 2 || !strings.HasSuffix(e.File, "syntax.lua") || !strings.HasPrefix(e.Message, "<name> expected near") {
		t.Errorf("%#v", e)
	}
	s := f.launch(t, "\n\nerror('no good')")
	e = luahost.AsError(s.Failure())
	if e.Line != 3 || e.Message != "no good" || !strings.HasPrefix(e.Traceback, "stack traceback:") {
		t.Errorf("%#v", e)
	}
	s = f.launch(t, "local s = require 'skynet' s.sleep(1)")
	if s.Failure() == nil {
		t.Error("a module that isn't there")
	}
}

func TestScriptPath(t *testing.T) {
	for script, want := range map[string]string{
		"main.lua":       "?.lua;?/init.lua",
		"game/main.lua":  "game/?.lua;game/?/init.lua;?.lua;?/init.lua",
		"/srv/g/main.la": "/srv/g/?.lua;/srv/g/?/init.lua;?.lua;?/init.lua",
	} {
		if got := luahost.ScriptPath(script); got != want {
			t.Errorf("%s: %s", script, got)
		}
	}
}

// The first line of a file may be for the shell, and there may be a byte order mark.
func TestShebang(t *testing.T) {
	f := newFixture(t, luahost.Options{})
	f.launch(t, "\xef\xbb\xbf#!/usr/bin/env luaws\nprint('runs', ...)")
	if f.stdout.String() != "runs\n" {
		t.Error(f.stdout.String())
	}
}
