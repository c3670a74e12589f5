package lfs

import (
	"os"
	"runtime"
	"testing"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
	"github.com/luaws/luaws/test/leak"
	"github.com/luaws/luaws/test/service"
)

func TestMain(m *testing.M) { leak.Main(m) }

// call calls a function of the module and gives its first result.
func call(L *luahost.State, name string, args ...lua.LValue) lua.LValue {
	L.Push(lua54.NewFunction(functions[name]))
	lua54.Push(L, args...)
	lua54.Call(L, len(args), 1)
	v := L.Get(-1)
	L.Pop(1)
	return v
}

// A lock of a directory goes with its service.
func TestLockGoesWithService(t *testing.T) {
	dir := t.TempDir()
	service.Run(t, luahost.Options{}, func(L *luahost.State) {
		if _, ok := call(L, "lock_dir", lua.LString(dir)).(*dirLock); !ok {
			t.Error("not locked")
		}
		if call(L, "lock_dir", lua.LString(dir)) != lua.LNil {
			t.Error("locked twice")
		}
		if _, err := os.Lstat(dir + lockName); err != nil {
			t.Error(err)
		}
	})
	if _, err := os.Lstat(dir + lockName); err == nil {
		t.Error("still locked")
	}
}

// One that a script forgot goes with the collector.
func TestLockGoesWithCollector(t *testing.T) {
	dir := t.TempDir()
	service.Run(t, luahost.Options{}, func(L *luahost.State) {
		call(L, "lock_dir", lua.LString(dir))
		call(L, "lock_dir", lua.LString(dir)) // so that the stack has another value where the lock was
		for range 200 {
			runtime.GC()
			if _, err := os.Lstat(dir + lockName); err != nil {
				return
			}
			<-time.After(5 * time.Millisecond)
		}
		t.Error("still locked")
	})
}

func TestKinds(t *testing.T) {
	for mode, want := range map[os.FileMode]string{
		0o644: "file", os.ModeDir: "directory", os.ModeSymlink | 0o777: "link", os.ModeSocket: "socket", os.ModeNamedPipe: "named pipe",
		os.ModeDevice: "block device", os.ModeDevice | os.ModeCharDevice: "char device", os.ModeIrregular: "other",
	} {
		if got := kind(mode); got != want {
			t.Errorf("%v is %q, want %q", mode, got, want)
		}
	}
}

// A directory of more names than are read at once, each once.
func TestLargeDirectory(t *testing.T) {
	path, n := t.TempDir(), 2*readAtOnce+3
	for i := range n {
		if err := os.WriteFile(path+"/f"+string(rune('a'+i%26))+time.Duration(i).String(), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	service.Run(t, luahost.Options{}, func(L *luahost.State) {
		L.Push(lua54.NewFunction(dir))
		L.Push(lua.LString(path))
		lua54.Call(L, 1, 2)
		next, d := L.Get(-2), L.Get(-1)
		L.Pop(2)
		seen := map[lua.LValue]bool{}
		for {
			lua54.Push(L, next, d)
			lua54.Call(L, 1, 1)
			name := L.Get(-1)
			L.Pop(1)
			if name == lua.LNil {
				break
			}
			if seen[name] {
				t.Errorf("%v twice", name)
			}
			seen[name] = true
		}
		if len(seen) != n+2 || d.(*directory).f != nil {
			t.Errorf("%d names; open: %v", len(seen), d.(*directory).f != nil)
		}
	})
}
