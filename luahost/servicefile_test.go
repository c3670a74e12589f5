package luahost_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/luaws/luaws/luahost"
)

// services is a host whose services are in a/, b/NAME/main.lua and c/.
func services(t *testing.T, preload string) *fixture {
	f := &fixture{}
	dir := t.TempDir()
	slash := filepath.ToSlash(dir)
	if preload != "" {
		preload = slash + "/" + preload
	}
	f.init(t, dir, luahost.Options{
		ServicePath: slash + "/a/?.lua;;" + slash + "/b/?/main.lua;" + slash + "/c/?.lua",
		Preload:     preload,
	})
	return f
}

func (f *fixture) launched(t *testing.T, name string, args ...string) *luahost.Service {
	file, err := f.FindService(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.NewService(name, func(s *luahost.Service, L *luahost.State) { s.RunService(L, file, args...) })
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFindService(t *testing.T) {
	f := services(t, "")
	show := `print((...), SERVICE_NAME, SERVICE_PATH, (package.path:gsub("` + f.dir + `", "")))`
	for name, text := range map[string]string{
		"a/one.lua": show, "a/sub/deep.lua": show, "b/two/main.lua": show + ` print(require "part")`,
		"b/two/part.lua": `return "its part"`, "b/one/main.lua": "error 'the wrong one'",
		"a/three.lua": "x x", "c/three.lua": show, // skynet goes on after a file that doesn't compile
		"a/bad.lua": "\nlocal = 1",
	} {
		f.write(t, name, text)
	}
	for _, c := range []struct{ name, want string }{
		{"one", "arg\tone\t{dir}/a/\t/?.lua\n"},
		{"sub/deep", "arg\tsub/deep\t{dir}/a/\t/?.lua\n"},
		{"two", "arg\ttwo\t{dir}/b/two/\t/b/two/?.lua;/?.lua\nits part\t{dir}/b/two/part.lua\n"},
		{"three", "arg\tthree\t{dir}/c/\t/?.lua\n"},
	} {
		f.stdout.Reset()
		s := f.launched(t, c.name, "arg")
		s.Stop()
		if err := s.Failure(); err != nil {
			t.Error(err)
		}
		if want := strings.ReplaceAll(c.want, "{dir}", f.dir); f.stdout.String() != want {
			t.Errorf("%s:\n%swant\n%s", c.name, f.stdout, want)
		}
	}
	for name, want := range map[string]string{
		"none": "service 'none' not found:\n\tno file '{dir}/a/none.lua'\n\tno file '{dir}/b/none/main.lua'\n\tno file '{dir}/c/none.lua'",
		"bad":  "{dir}/a/bad.lua:2: <name> expected near '='",
		"sub":  "service 'sub' not found:\n\tno file '{dir}/a/sub.lua'\n\tno file '{dir}/b/sub/main.lua'\n\tno file '{dir}/c/sub.lua'",
	} {
		_, err := f.FindService(name)
		if want = strings.ReplaceAll(want, "{dir}", f.dir); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestPreload(t *testing.T) {
	f := services(t, "preload.lua")
	f.write(t, "preload.lua", `print("preload", ...) LOG = SERVICE_NAME .. "!"`)
	f.write(t, "a/one.lua", `print("main", LOG, ...)`)
	f.launched(t, "one", "x", "y")
	if want := "preload\tone\tx\ty\nmain\tone!\tx\ty\n"; f.stdout.String() != want {
		t.Errorf("got  %q\nwant %q", f.stdout, want)
	}
}

func TestPreloadFails(t *testing.T) {
	for preload, want := range map[string]string{
		"missing.lua": "missing.lua: no such file or directory",
		"syntax.lua":  "syntax.lua:1: syntax error near 'x'",
		"fails.lua":   "fails.lua:1: no good",
	} {
		f := services(t, preload)
		f.write(t, "syntax.lua", "x x")
		f.write(t, "fails.lua", "error 'no good'")
		f.write(t, "a/one.lua", "print 'not reached'")
		if err := f.launched(t, "one").Failure(); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Error(err)
		}
		if f.stdout.String() != "" {
			t.Error(f.stdout)
		}
	}
}

// What the program brings along comes after a project's file, core services
// before it, and without the preload.
func TestServicesOfTheProgram(t *testing.T) {
	f := &fixture{}
	dir := t.TempDir()
	slash := filepath.ToSlash(dir)
	source := func(text string, core bool) luahost.Module {
		return luahost.Module{Core: core, Name: "own:" + text, Source: "print('own " + text + "', ..., SERVICE_NAME, SERVICE_PATH)"}
	}
	f.init(t, dir, luahost.Options{
		ServicePath: slash + "/game/?.lua",
		Preload:     slash + "/preload.lua",
		Services: map[string]luahost.Module{
			"console": source("console", false), "gate": source("gate", false), "launcher": source("launcher", true),
		},
	})
	f.write(t, "preload.lua", "print('preload', ...)")
	for _, name := range []string{"game/console", "game/launcher"} {
		f.write(t, name+".lua", "print('"+name+"')")
	}
	for name, want := range map[string]string{
		"console":  "preload\tconsole\targ\ngame/console\n",
		"gate":     "preload\tgate\targ\nown gate\targ\tgate\tnil\n",
		"launcher": "own launcher\targ\tlauncher\tnil\n",
	} {
		f.stdout.Reset()
		s := f.launched(t, name, "arg")
		s.Stop()
		if err := s.Failure(); err != nil {
			t.Error(err)
		}
		if f.stdout.String() != want {
			t.Errorf("%s:\n%s", name, f.stdout)
		}
	}
}

// A loader of the project's own finds and runs the services.
func TestLoader(t *testing.T) {
	f := &fixture{}
	dir := t.TempDir()
	slash := filepath.ToSlash(dir)
	f.init(t, dir, luahost.Options{
		ServicePath: slash + "/a/?.lua", Loader: slash + "/my.lua", Preload: "pre.lua",
		Env:      map[string]string{"lua_cpath": "c/?.so"},
		Services: map[string]luahost.Module{"console": {Name: "own", Source: "print('own', SERVICE_NAME)"}},
	})
	f.write(t, "my.lua", `print(..., LUA_SERVICE, LUA_PATH, LUA_CPATH, LUA_PRELOAD, SERVICE_NAME)
		local name, rest = (...):match "(%S+) ?(.*)"
		SERVICE_NAME = "my " .. name
		assert(loadfile((LUA_SERVICE:gsub("?", name))))(rest)`)
	f.write(t, "a/one.lua", `print("main", SERVICE_NAME, ...)`)
	f.launched(t, "one", "x", "y")
	want := strings.ReplaceAll("one x y\t{dir}/a/?.lua\t{dir}/?.lua\tc/?.so\tpre.lua\tnil\nmain\tmy one\tx y\n", "{dir}", slash)
	if got := f.stdout.String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
