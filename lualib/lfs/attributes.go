package lfs

import (
	"io/fs"
	"os"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

// attribute is one that attributes gives.
type attribute struct {
	name string
	get  func(fi fs.FileInfo) lua.LValue
}

// common are the attributes that all systems have; systemAttributes has the others.
var common = []attribute{
	{"mode", func(fi fs.FileInfo) lua.LValue { return lua.LString(kind(fi.Mode())) }},
	{"modification", func(fi fs.FileInfo) lua.LValue { return lua54.Int(fi.ModTime().Unix()) }},
	{"size", func(fi fs.FileInfo) lua.LValue { return lua54.Int(fi.Size()) }},
	{"permissions", func(fi fs.FileInfo) lua.LValue { return lua.LString(fi.Mode().Perm().String()[1:]) }},
}

func kind(m fs.FileMode) string {
	switch m.Type() {
	case 0:
		return "file"
	case fs.ModeDir:
		return "directory"
	case fs.ModeSymlink:
		return "link"
	case fs.ModeSocket:
		return "socket"
	case fs.ModeNamedPipe:
		return "named pipe"
	case fs.ModeDevice:
		return "block device"
	case fs.ModeDevice | fs.ModeCharDevice:
		return "char device"
	}
	return "other"
}

func attributes(L *luahost.State) int { return describe(L, os.Stat) }

func symlinkAttributes(L *luahost.State) int {
	path := lua54.CheckStr(L, 1)
	if name, ok := lua54.Str(L.Get(2)); ok && name == "target" {
		target, err := os.Readlink(path)
		if err != nil {
			return result(L, err, "could not obtain link target: ")
		}
		return lua54.Push(L, lua.LString(target))
	}
	n := describe(L, os.Lstat)
	if t, ok := L.Get(-1).(*lua54.Table); ok {
		if target, err := os.Readlink(path); err == nil {
			t.RawSetString("target", lua.LString(target))
		}
	}
	return n
}

// describe pushes the attribute that argument 2 names, or all in a table, which
// may be argument 2.
func describe(L *luahost.State, stat func(string) (fs.FileInfo, error)) int {
	path := lua54.CheckStr(L, 1)
	fi, err := stat(path)
	if err != nil {
		return result(L, err, "cannot obtain information from file '"+path+"': ")
	}
	all := [][]attribute{common, systemAttributes}
	if name, ok := lua54.Str(L.Get(2)); ok {
		for _, list := range all {
			for _, a := range list {
				if a.name == name {
					return lua54.Push(L, a.get(fi))
				}
			}
		}
		lua54.Errorf(L, "invalid attribute name '%s'", name)
	}
	t, ok := L.Get(2).(*lua54.Table)
	if !ok {
		t = lua54.NewTable(0, len(common)+len(systemAttributes))
	}
	for _, list := range all {
		for _, a := range list {
			t.RawSetString(a.name, a.get(fi))
		}
	}
	return lua54.Push(L, t)
}
