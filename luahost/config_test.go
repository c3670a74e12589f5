package luahost_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/luaws/luaws/luahost"
)

// project writes files and gives their folder, with / at the end.
func project(t testing.TB, files map[string]string) string {
	dir := filepath.ToSlash(t.TempDir()) + "/"
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(dir+name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(dir+name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func keys(c *luahost.Config) []string { return slices.Sorted(maps.Keys(c.Env())) }

// shown are the keys of a config that are not defaults, as "key=value".
func shown(c *luahost.Config) string {
	var all []string
	for _, key := range keys(c) {
		if c.Where(key) != "" {
			v, _ := c.Lookup(key)
			all = append(all, key+"="+v)
		}
	}
	return strings.Join(all, " ")
}

func TestLoadConfig(t *testing.T) {
	t.Setenv("LUAWS_TEST_NAME", "ann")
	t.Setenv("LUAWS_TEST_KEY", "port = 80\n")
	t.Setenv("LUAWS_TEST_EMPTY", "")
	for _, c := range []struct{ name, config, want string }{
		{"strings", `a = "x" b = 'y' .. a c = [[z]]`, "a=x b=yx c=z"},
		{"numbers", `i = 8 f = 1.5 g = 8.0 h = 0x10`, "f=1.5 g=8.0 h=16 i=8"},
		{"booleans", `yes = true no = false`, "no=false yes=true"},
		{"nil is unset", `a = 1 b = nil a = nil`, ""},
		{"the last one counts", `a = 1 a = 2`, "a=2"},
		{"locals and conditions", `local n = 3 if n > 2 then a = n * 2 end for i = 1, n do _ENV["k" .. i] = i end`, "a=6 k1=1 k2=2 k3=3"},
		{"string methods", `a = ("x"):rep(3)`, "a=xxx"},
		{"environment variables", `a = "$LUAWS_TEST_NAME!" -- $LUAWS_TEST_NAME`, "a=ann!"},
		{"as code", "$LUAWS_TEST_KEY b = 1", "b=1 port=80"},
		{"empty ones", `a = "[$LUAWS_TEST_EMPTY]"`, "a=[]"},
		{"no names", `a = "$ $$ 5$"`, "a=$ $$ 5$"},
		{"include", `include "one" a = root .. "a"`, "a=./a one=1 root=./"},
		{"beside the including file", `include "sub/two"`, "inner=2 two=2"},
		{"the folder again", `include "sub/two" include "one"`, "inner=2 one=1 root=./ two=2"},
		{"twice", `include "one" include "one"`, "one=1 root=./"},
		{"absolute", `include "{dir}sub/inner"`, "inner=2"},
		{"not in included files only", `function f() include "sub/two" end f() f = nil`, "inner=2 two=2"},
		{"a key called include", `include "one" include = 3`, "include=3 one=1 root=./"},
		{"a mark and a line for the shell", "\xef\xbb\xbf#!/usr/bin/luaws\na = 1", "a=1"},
		{"empty", ``, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := project(t, map[string]string{
				"one": `one = 1 root = "./"`, "sub/two": `include "inner" two = 2`, "sub/inner": `inner = 2`,
			})
			os.WriteFile(dir+"config", []byte(strings.ReplaceAll(c.config, "{dir}", dir)), 0o644)
			cfg, err := luahost.LoadConfig(dir+"config", nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := shown(cfg); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestConfigErrors(t *testing.T) {
	t.Setenv("LUAWS_TEST_LONG", strings.Repeat("x", 100_000))
	deep := map[string]string{}
	for i := range 20 {
		deep[fmt.Sprint("deep", i)] = fmt.Sprintf("include 'deep%d'", i+1)
	}
	for _, c := range []struct{ name, config, want string }{
		{"no Lua", "\nthread = = 8", "{dir}config:2: unexpected symbol near '='"},
		{"a call of nothing", "a = 1\nb = os.getenv('X')", "{dir}config:2: attempt to index a nil value (global 'os')"},
		{"an unset variable", "a = 1\n-- $HOME_OF_NOBODY\n", "{dir}config:2: $HOME_OF_NOBODY: no environment variable has this name"},
		{"a digit", "a = '$5'", "{dir}config:1: $5: no environment variable has this name"},
		{"a table", "a = 1\nlist = {}\nb = 2", "{dir}config:2: config key 'list' is a table; values are strings, numbers and booleans"},
		{"a function", "\n\nfunction f() end", "{dir}config:3: config key 'f' is a function; values are strings, numbers and booleans"},
		{"a key that is no string", "\n_ENV[1] = 2", "{dir}config:2: config keys are strings, not number"},
		{"include of nothing", "\ninclude()", "{dir}config:2: include needs a file name, not nil"},
		{"a file that isn't there", "\ninclude 'sub/nowhere'", "{dir}config:2: include: stat {dir}sub/nowhere: no such file or directory"},
		{"a folder", "include 'sub'", "{dir}config:1: include: read {dir}sub: not a regular file"},
		{"itself", "\ninclude 'config'", "{dir}config:2: include: {dir}config would include itself"},
		{"a circle", "\ninclude 'sub/circle'", "{dir}sub/circle:1: include: {dir}config would include itself (included by {dir}config:2)"},
		{"too deep", "include 'deep0'", "{dir}deep14:1: include: {dir}deep15 is more than 16 files deep (included by {dir}deep13:1, "},
		{"too many", "for i = 1, 1000 do include 'empty' end", "{dir}config:1: include: {dir}empty is one file more than 200"},
		{"included: no Lua", "a = 1\ninclude 'sub/syntax'", "{dir}sub/syntax:2: unexpected symbol near '=' (included by {dir}config:2)"},
		{"included: an error", "\n\ninclude 'sub/deep'", "{dir}sub/fails:3: attempt to call a nil value (global 'print') (included by {dir}sub/deep:1, included by {dir}config:3)"},
		{"included: a variable", "include 'sub/unset'", "{dir}sub/unset:1: $HOME_OF_NOBODY: no environment variable has this name (included by {dir}config:1)"},
		{"included: a table", "include 'sub/table'", "{dir}sub/table:1: config key 'x' is a table; values are strings, numbers and booleans"},
		{"no end", "\nwhile true do end", "{dir}config:2: cpu limit exceeded (1s)"},
		{"no end of matching", "a = ('a'):rep(60):match(('a?'):rep(60) .. ('a'):rep(60) .. 'b')", "{dir}config:1: cpu limit exceeded (1s)"},
		{"no end of memory", "local t = {}\nfor i = 1, 1e9 do t[i] = {} end", "{dir}config:2: memory limit exceeded (16 MB)"},
		{"no end of keys", "for i = 1, 1e9 do _ENV['k' .. i] = ('x'):rep(1e6) .. i end", "{dir}config:1: memory limit exceeded (16 MB)"},
		{"a long string", "a = ('x'):rep(1e9)", "{dir}config:1: string limit exceeded (16 MB)"},
		{"a deep recursion", "local function f() return 1 + f() end f()", "{dir}config:1: stack overflow"},
		{"a long text", "--" + strings.Repeat("x", 1<<20), "read {dir}config: more than 1048576 bytes"},
		{"a text that grows", "a = 1\nb = '" + strings.Repeat("$LUAWS_TEST_LONG", 1000) + "'", "{dir}config:2: $LUAWS_TEST_LONG: its value makes the file longer than 1048576 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := project(t, deep)
			for name, text := range map[string]string{
				"config": c.config, "empty": "", "sub/circle": "include '../config'", "sub/syntax": "\na = = 1",
				"sub/fails": "\n\nprint(1)", "sub/deep": "include 'fails'", "sub/unset": "a = '$HOME_OF_NOBODY'", "sub/table": "x = {}",
			} {
				os.MkdirAll(dir+"sub", 0o755)
				os.WriteFile(dir+name, []byte(text), 0o644)
			}
			cfg, err := luahost.LoadConfig(dir+"config", nil)
			if cfg != nil || err == nil {
				t.Fatal("no error", cfg)
			}
			want := strings.ReplaceAll(c.want, "{dir}", dir)
			if got := err.Error(); got != want && !(strings.HasSuffix(want, " ") && strings.HasPrefix(got, want)) {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if e := (*luahost.Error)(nil); errors.As(err, &e) != strings.HasPrefix(want, dir) {
				t.Errorf("%T", err)
			}
		})
	}
	if _, err := luahost.LoadConfig("nowhere", nil); !os.IsNotExist(err) {
		t.Error(err)
	}
}

func TestConfigOverrides(t *testing.T) {
	dir := project(t, map[string]string{
		"config": `root = "./"
			thread = 8 daemon = "pid"
			luaservice = root .. "service/?.lua" .. (daemon and "!" or "")
			start = "main"`,
	})
	c, err := luahost.LoadConfig(dir+"config", map[string]string{"root": "../x/", "daemon": "", "port": "80"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := shown(c), "luaservice=../x/service/?.lua port=80 root=../x/ start=main thread=8"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := c.Where("root") + " " + c.Where("start") + " " + c.Where("daemon") + " " + c.Where("harbor"); got != "command line "+dir+"config:4  " {
		t.Error(got)
	}
}

func TestConfigDefaults(t *testing.T) {
	dir := project(t, map[string]string{"empty": "", "one": "harbor = 0 thread = 3", "other": "harbor = 0 standalone = 'x'"})
	for file, want := range map[string]string{
		"empty": "bootstrap=snlua bootstrap cpath=./cservice/?.so harbor=1 logservice=logger profile=true thread=8",
		"one":   "bootstrap=snlua bootstrap cpath=./cservice/?.so harbor=0 logservice=logger profile=true standalone=true thread=3",
		"other": "bootstrap=snlua bootstrap cpath=./cservice/?.so harbor=0 logservice=logger profile=true standalone=x thread=8",
	} {
		c, err := luahost.LoadConfig(dir+file, nil)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, key := range keys(c) {
			all = append(all, key+"="+c.Env()[key])
		}
		if got := strings.Join(all, " "); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", file, got, want)
		}
		if c.String("thread", "") == "" || c.String("start", "main") != "main" {
			t.Error("String")
		}
	}
}

func TestConfigInt(t *testing.T) {
	for text, want := range map[string]int{
		`8`: 8, `"8"`: 8, `8.0`: 8, `" 12x"`: 12, `"-3"`: -3, `"+4"`: 4, `"x"`: 0, `""`: 0, `true`: 0, `nil`: 0, `"-"`: 0,
	} {
		dir := project(t, map[string]string{"config": "n = " + text})
		c, err := luahost.LoadConfig(dir+"config", nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Int("n"); got != want {
			t.Errorf("%s: %d", text, got)
		}
	}
}

func TestConfigWithoutEffect(t *testing.T) {
	for text, want := range map[string]string{
		``: "",
		`cpath = "x" lua_cpath = "y" daemon = "z"`:           "cpath lua_cpath daemon",
		`bootstrap = "snlua  bootstrap"`:                     "",
		`bootstrap = "snlua mine"`:                           "bootstrap",
		`lualoader = "./lualib/loader.lua"`:                  "",
		`lualoader = "my.lua"`:                               "lualoader",
		`logservice = "snlua"`:                               "",
		`logservice = "mylog"`:                               "logservice",
		`harbor = 0 address = "a"`:                           "",
		`harbor = 1 address = "a" master = "b" standalone=1`: "harbor address master standalone",
		`address = "a"`:                                      "address",
	} {
		dir := project(t, map[string]string{"config": text})
		c, err := luahost.LoadConfig(dir+"config", nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(c.WithoutEffect(), " "); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// Whatever a config is, loading it ends, with keys or with an error that tells
// where.
func FuzzLoadConfig(f *testing.F) {
	for _, s := range [][2]string{
		{"include 'other'\nstart = 'main'", "root = './' luaservice = root .. 'service/?.lua'"},
		{"include 'config'", "include 'other'"},
		{"include 'other'", "include 'other'"},
		{"a = '$HOME' b = \"$NOT_SET\"", "x = = 1"},
		{"for i = 1, 100 do include 'other' end", "n = (n or 0) + 1"},
		{"_ENV.x = {} _ENV[1] = 2", "function f() end"},
		{"local t = {} t.t = t a = t.t.t", "a = ('x'):rep(100):gsub('x', '%0%0')"},
		{"a = (''):format() b = ('%d'):format(1.5)", "goto x ::x::"},
		{"include 'other' a = 1 // 0", "a = 1 << 64 a = a .. a"},
	} {
		f.Add(s[0], s[1])
	}
	f.Setenv("HOME", "/root")
	dir := filepath.ToSlash(f.TempDir()) + "/"
	f.Fuzz(func(t *testing.T, config, other string) {
		dir := dir
		if len(config)+len(other) > 1<<14 {
			t.Skip()
		}
		os.WriteFile(dir+"config", []byte(config), 0o644)
		os.WriteFile(dir+"other", []byte(other), 0o644)
		luahost.KindOf(dir + "config")
		c, err := luahost.LoadConfig(dir+"config", map[string]string{"root": "x"})
		if (c == nil) == (err == nil) {
			t.Fatal(c, err)
		}
		if err != nil {
			var e *luahost.Error
			if !errors.As(err, &e) || e.File == "" || e.Line == 0 || e.Message == "" {
				t.Fatalf("%#v", err)
			}
			return
		}
		if v, _ := c.Lookup("root"); v != "x" {
			t.Fatal(v)
		}
		for _, key := range keys(c) {
			if _, ok := c.Lookup(key); !ok {
				t.Fatal(key)
			}
		}
	})
}

func TestConfigLoader(t *testing.T) {
	dir := project(t, map[string]string{
		"config": "", "my.lua": "", "own/loader.lua": "", "tree/loader.lua": "", "tree/skynet.lua": "",
	})
	for loader, want := range map[string]string{
		"my.lua": "my.lua", "own/loader.lua": "own/loader.lua", "tree/loader.lua": "", "nowhere/loader.lua": "", "": "", "own": "",
	} {
		if loader != "" {
			loader = dir + loader
		}
		c, err := luahost.LoadConfig(dir+"config", map[string]string{"lualoader": loader})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimPrefix(c.Loader(), dir); got != want {
			t.Errorf("%s: %q", loader, got)
		}
	}
}
