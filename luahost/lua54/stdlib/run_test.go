package stdlib

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// newTestState makes a state with all libraries, whose prints go to out.
func newTestState(t testing.TB, out *bytes.Buffer) *vm.State {
	t.Helper()
	pool := vm.NewPool(1)
	st := vm.NewState(pool, nil, vm.Options{StringLimit: 1 << 26})
	Open(st, Options{Stdin: strings.NewReader("1 2\nline\n"), Stdout: out, Stderr: out})
	t.Cleanup(func() {
		Close(st)
		st.Close()
		pool.Close()
	})
	return st
}

// runLua runs a chunk and gives what it printed, with its error at the end.
func runLua(t testing.TB, src, name string) string {
	t.Helper()
	var out bytes.Buffer
	st := newTestState(t, &out)
	p, err := vm.Compile(src, name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = st.Call(st.Load(p, nil)); err != nil {
		out.WriteString("error: " + err.Error() + "\n")
		if e, ok := err.(*vm.Error); ok && strings.Contains(err.Error(), "runtime error") {
			t.Log(e.Traceback)
		}
	}
	return out.String()
}

// realLua is the reference interpreter; the test is skipped where there is none.
func realLua(t *testing.T) string {
	name := os.Getenv("LUA54")
	if name == "" {
		name = "lua5.4"
	}
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skip("no lua5.4 here: apt-get install lua5.4")
	}
	return path
}

// realVersion is "Lua 5.4.x".
func realVersion(t *testing.T) string {
	out, err := exec.Command(realLua(t), "-v").Output()
	if err != nil || len(out) < 9 {
		t.Fatal(err)
	}
	return string(out[:9])
}

// sameAsReal runs src here and by the reference and compares line by line.
func sameAsReal(t *testing.T, src string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "case.lua")
	if err := os.WriteFile(file, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	ref, err := exec.Command(realLua(t), file).CombinedOutput()
	if err != nil {
		t.Fatalf("lua5.4: %v: %.300s", err, ref)
	}
	want, got := strings.Split(string(ref), "\n"), strings.Split(runLua(t, src, "@"+file), "\n")
	bad := 0
	for i := range max(len(want), len(got)) {
		w, g := "(nothing)", "(nothing)"
		if i < len(want) {
			w = want[i]
		}
		if i < len(got) {
			g = got[i]
		}
		if w != g {
			if bad++; bad > 10 {
				t.Fatal("and more")
			}
			t.Errorf("line %d: got %s, want %s", i+1, g, w)
		}
	}
}

// TestCases runs the Lua files that check themselves.
func TestCases(t *testing.T) {
	files, _ := filepath.Glob("../../../test/lua/lang/stdlib/*.lua")
	if len(files) == 0 {
		t.Fatal("no case files")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if out := runLua(t, string(src), "@"+filepath.Base(file)); !strings.HasSuffix(out, "ok\n") {
				t.Error(out)
			}
		})
	}
}

// TestCasesReal shows that the files say what the reference does.
func TestCasesReal(t *testing.T) {
	lua54 := realLua(t)
	files, _ := filepath.Glob("../../../test/lua/lang/stdlib/*.lua")
	for _, file := range files {
		if out, err := exec.Command(lua54, file).CombinedOutput(); err != nil || !strings.HasSuffix(string(out), "ok\n") {
			t.Errorf("%s: %v %s", filepath.Base(file), err, out)
		}
	}
}

// callLib calls a function of a library with values; errors are returned.
func callLib(st *vm.State, lib, name string, args ...lua.LValue) ([]lua.LValue, error) {
	return st.Call(st.Globals().RawGetString(lib).(*vm.Table).RawGetString(name), args...)
}
