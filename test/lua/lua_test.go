// Package lua tests the language as a whole: programs against the real Lua 5.4,
// and cases that check themselves.
package lua

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	glua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/stdlib"
	"github.com/luaws/luaws/luahost/lua54/syntax"
	"github.com/luaws/luaws/luahost/lua54/vm"
)

var pool = vm.NewPool(4)

// run runs a program and gives what it printed, and its error's text.
func run(t testing.TB, src, name string) (string, string) {
	t.Helper()
	var out bytes.Buffer
	st := vm.NewState(pool, nil, vm.Options{})
	defer st.Close()
	stdlib.Open(st, stdlib.Options{Stdout: &out, Stderr: io.Discard})
	defer stdlib.Close(st)
	proto, err := vm.Compile(syntax.FileText(src), name)
	if err != nil {
		return "", err.Error()
	}
	var fn glua.LValue = st.Load(proto, nil)
	if _, err := st.Call(fn); err != nil {
		return out.String(), err.Error()
	}
	return out.String(), ""
}

func TestCases(t *testing.T) {
	files, _ := filepath.Glob("lang/*/*.lua")
	if len(files) == 0 {
		t.Fatal("no cases")
	}
	for _, f := range files {
		t.Run(strings.TrimPrefix(f, "lang/"), func(t *testing.T) {
			src, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			out, msg := run(t, string(src), "@"+f)
			if msg != "" || !strings.HasSuffix(out, "ok\n") {
				t.Errorf("%s\n%s", msg, out)
			}
		})
	}
}

// zeroLine finds messages whose line Lua 5.4.4 gets wrong.
var zeroLine = regexp.MustCompile(`stdin:\d+: (attempt to (divide by zero|perform 'n%0'))`)

// normal takes out what differs between right Lua 5.4s: that line, and the sign of a NaN.
func normal(out string) string {
	return strings.ReplaceAll(zeroLine.ReplaceAllString(out, "$1"), "-nan", "nan")
}

func TestRandomProgramsAsLua(t *testing.T) {
	name := "lua5.4"
	if v := os.Getenv("LUA54"); v != "" {
		name = v
	}
	bin, err := exec.LookPath(name)
	if err != nil {
		t.Skip("no lua5.4 in PATH (apt-get install lua5.4): nothing to compare with")
	}
	n := uint64(400)
	if testing.Short() {
		n = 50
	}
	failed := 0
	for seed := uint64(1); seed <= n && failed < 5; seed++ {
		src := program(seed)
		cmd := exec.Command(bin, "-")
		cmd.Stdin = strings.NewReader(src)
		want, _ := cmd.Output()
		got, msg := run(t, src, "=stdin")
		got, ref := normal(got), normal(string(want))
		if got != ref || msg != "" {
			failed++
			t.Errorf("seed %d: %s\n%s", seed, msg, firstDifference(got, ref))
			if dir := os.Getenv("LUA_DIFF_DIR"); dir != "" {
				_ = os.WriteFile(filepath.Join(dir, "seed.lua"), []byte(src), 0o644)
			}
		}
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			s := "got  " + g[i]
			if i < len(w) {
				s += "\nwant " + w[i]
			}
			return s
		}
	}
	return "got less"
}
