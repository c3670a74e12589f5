package lfs

import (
	"fmt"
	"os"
	"runtime"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

func lock(L *luahost.State) int {
	f := lua54.SystemFile(L, "lock")
	mode := lua54.CheckStr(L, 2)
	if mode == "" || mode[0] != 'r' && mode[0] != 'w' && mode[0] != 'u' {
		lua54.Errorf(L, "lock: invalid mode")
	}
	if f == nil {
		lua54.Errorf(L, "lock: not a file of the system")
	}
	return lockResult(L, lockFile(f, mode[0], lua54.OptInt(L, 3, 0), lua54.OptInt(L, 4, 0)))
}

func unlock(L *luahost.State) int {
	f := lua54.SystemFile(L, "unlock")
	if f == nil {
		lua54.Errorf(L, "unlock: not a file of the system")
	}
	return lockResult(L, lockFile(f, 'u', lua54.OptInt(L, 2, 0), lua54.OptInt(L, 3, 0)))
}

// lockResult is result without the number.
func lockResult(L *luahost.State, err error) int {
	if err == nil {
		return lua54.Push(L, lua.LTrue)
	}
	text, _ := lua54.ErrText(err)
	return lua54.Push(L, lua.LNil, lua.LString(text))
}

// lockName is the link that locks a directory.
const lockName = "/lockfile.lfs"

// dirLock is a locked directory as scripts hold it. The link goes with free, with
// the value, or with the service.
type dirLock struct{ link *lockLink }

type lockLink struct{ path string }

func (l *lockLink) remove() { _ = os.Remove(l.path) }

func (d *dirLock) String() string       { return fmt.Sprintf("userdata: %p", d) }
func (d *dirLock) Type() lua.LValueType { return lua.LTUserData }

// MetaOf is the metatable of the service's locks.
func (d *dirLock) MetaOf(st *lua54.State) *lua54.Table { return libraryOf(st).lockMeta }

func lockDir(L *luahost.State) int {
	link := &lockLink{path: lua54.CheckStr(L, 1) + lockName}
	if err := os.Symlink("lock", link.path); err != nil {
		return lockResult(L, err)
	}
	d, ends := &dirLock{link}, luahost.EndsOf(luahost.ServiceOf(L))
	ends.Add(link, link.remove)
	runtime.AddCleanup(d, ends.End, any(link))
	return lua54.Push(L, d)
}

func freeLock(L *luahost.State) int {
	d, ok := L.Get(1).(*dirLock)
	if !ok {
		lua54.TypeError(L, 1, lockType)
	}
	luahost.EndsOf(luahost.ServiceOf(L)).End(d.link)
	return 0
}
