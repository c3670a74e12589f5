//go:build unix

package lfs

import (
	"io/fs"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54"
)

var systemAttributes = []attribute{
	number("dev", func(st *syscall.Stat_t) int64 { return int64(st.Dev) }),
	number("ino", func(st *syscall.Stat_t) int64 { return int64(st.Ino) }),
	number("nlink", func(st *syscall.Stat_t) int64 { return int64(st.Nlink) }),
	number("uid", func(st *syscall.Stat_t) int64 { return int64(st.Uid) }),
	number("gid", func(st *syscall.Stat_t) int64 { return int64(st.Gid) }),
	number("rdev", func(st *syscall.Stat_t) int64 { return int64(st.Rdev) }),
	number("access", func(st *syscall.Stat_t) int64 { return accessed(st) }),
	number("change", func(st *syscall.Stat_t) int64 { return changed(st) }),
	number("blocks", func(st *syscall.Stat_t) int64 { return int64(st.Blocks) }),
	number("blksize", func(st *syscall.Stat_t) int64 { return int64(st.Blksize) }),
}

func number(name string, get func(st *syscall.Stat_t) int64) attribute {
	return attribute{name, func(fi fs.FileInfo) lua.LValue { return lua54.Int(get(fi.Sys().(*syscall.Stat_t))) }}
}
