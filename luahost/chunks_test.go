package luahost_test

import (
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

func TestCacheMode(t *testing.T) {
	modules := map[string]luahost.Module{}
	for name, mode := range map[string]luahost.CacheMode{"on": luahost.CacheOn, "off": luahost.CacheOff, "exist": luahost.CacheExist} {
		modules["cache."+name] = luahost.Module{Open: func(s *luahost.Service, L *luahost.State) lua.LValue {
			s.SetCacheMode(mode)
			return lua54.Int(int64(s.CacheMode()))
		}}
	}
	f := newFixture(t, luahost.Options{Modules: modules})
	for _, step := range []struct{ mode, file, want string }{
		{"exist", "1", "1"},
		{"exist", "2", "2"}, // it wasn't kept
		{"on", "3", "3"},
		{"on", "4", "3"},
		{"exist", "5", "3"},
		{"off", "6", "6"},
		{"on", "7", "3"}, // nor was that
	} {
		f.write(t, "m.lua", "return "+step.file)
		f.stdout.Reset()
		s, err := f.Launch(f.write(t, step.mode+".lua", `require "cache.`+step.mode+`" print(require "m")`))
		if err != nil {
			t.Fatal(err)
		}
		s.Stop()
		if got := f.stdout.String(); len(got) == 0 || got[:1] != step.want {
			t.Errorf("%s, file %s: %q, want %s", step.mode, step.file, got, step.want)
		}
	}
}
