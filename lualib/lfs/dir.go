package lfs

import (
	"fmt"
	"os"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

const readAtOnce = 256 // names

// directory is one that is being read, as scripts hold it. A forgotten one is
// closed with its os.File.
type directory struct {
	f     *os.File // nil: closed
	names []string // read, not given out yet
}

func (d *directory) String() string       { return fmt.Sprintf("userdata: %p", d) }
func (d *directory) Type() lua.LValueType { return lua.LTUserData }

// MetaOf is the metatable of the service's directories.
func (d *directory) MetaOf(st *lua54.State) *lua54.Table { return libraryOf(st).dirMeta }

var nextFunction = lua54.NewFunction(nextName)

// dir is lfs.dir: what a generic for needs, the directory also as the value that
// it closes at its end.
func dir(L *luahost.State) int {
	path := lua54.CheckStr(L, 1)
	fi, err := os.Stat(path) // first: to open a pipe would wait
	if err == nil && !fi.IsDir() {
		err = syscall.ENOTDIR
	}
	var f *os.File
	if err == nil {
		f, err = os.Open(path)
	}
	if err != nil {
		text, _ := lua54.ErrText(err)
		lua54.Errorf(L, "cannot open %s: %s", path, text)
	}
	d := &directory{f, []string{".", ".."}} // which Go leaves out
	return lua54.Push(L, nextFunction, d, lua.LNil, d)
}

func directoryArg(L *luahost.State) *directory {
	d, ok := L.Get(1).(*directory)
	if !ok {
		lua54.TypeError(L, 1, dirType)
	}
	return d
}

// nextName gives one more name; none at the end, when the directory is closed.
func nextName(L *luahost.State) int {
	d := directoryArg(L)
	if d.f == nil {
		lua54.ArgError(L, 1, "closed directory")
	}
	if len(d.names) == 0 {
		d.names, _ = d.f.Readdirnames(readAtOnce)
		if len(d.names) == 0 {
			d.close()
			return 0
		}
	}
	name := d.names[0]
	d.names = d.names[1:]
	return lua54.Push(L, lua.LString(name))
}

func closeDir(L *luahost.State) int {
	directoryArg(L).close()
	return 0
}

func (d *directory) close() {
	if d.f != nil {
		_ = d.f.Close()
		d.f, d.names = nil, nil
	}
}
