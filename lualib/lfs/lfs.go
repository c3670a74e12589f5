package lfs

import (
	"fmt"
	"os"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost"
	"github.com/luaws/luaws/luahost/lua54"
)

var functions = map[string]lua.LGFunction{
	"attributes": attributes, "symlinkattributes": symlinkAttributes,
	"dir": dir, "mkdir": mkdir, "rmdir": rmdir, "link": link, "touch": touch,
	"chdir": chdir, "currentdir": currentDir,
	"lock": lock, "unlock": unlock, "lock_dir": lockDir, "setmode": setMode,
}

// Modules is lfs.
func Modules() map[string]luahost.Module {
	m := luahost.Library(functions, map[string]lua.LValue{"_VERSION": lua.LString("LuaFileSystem 1.8.0")})
	return map[string]luahost.Module{"lfs": {Open: func(s *luahost.Service, L *luahost.State) lua.LValue {
		t := m.Open(s, L)
		s.Lua().Globals().RawSetString("lfs", t)
		return t
	}}}
}

// result pushes true, or nil, the error's text behind prefix, and its number.
func result(L *luahost.State, err error, prefix string) int {
	if err == nil {
		return lua54.Push(L, lua.LTrue)
	}
	text, code := lua54.ErrText(err)
	return lua54.Push(L, lua.LNil, lua.LString(prefix+text), lua54.Int(int64(code)))
}

func mkdir(L *luahost.State) int { return result(L, os.Mkdir(lua54.CheckStr(L, 1), 0o775), "") }

func rmdir(L *luahost.State) int { return result(L, removeDir(lua54.CheckStr(L, 1)), "") }

func link(L *luahost.State) int {
	target, name := lua54.CheckStr(L, 1), lua54.CheckStr(L, 2)
	if lua.LVAsBool(L.Get(3)) {
		return result(L, os.Symlink(target, name), "")
	}
	return result(L, os.Link(target, name), "")
}

func touch(L *luahost.State) int {
	path := lua54.CheckStr(L, 1)
	if L.GetTop() == 1 {
		now := luahost.ServiceOf(L).Host().Clock().Now()
		return result(L, os.Chtimes(path, now, now), "")
	}
	access := int64(0)
	if L.Get(2) != lua.LNil {
		access = int64(lua54.CheckFlt(L, 2))
	}
	modified := lua54.OptInt(L, 3, access)
	return result(L, os.Chtimes(path, time.Unix(access, 0), time.Unix(modified, 0)), "")
}

func chdir(L *luahost.State) int {
	path := lua54.CheckStr(L, 1)
	if err := os.Chdir(path); err != nil {
		text, _ := lua54.ErrText(err)
		return lua54.Push(L, lua.LNil, lua.LString(fmt.Sprintf("Unable to change working directory to '%s'\n%s\n", path, text)))
	}
	return lua54.Push(L, lua.LTrue)
}

func currentDir(L *luahost.State) int {
	path, err := workingDir()
	if err != nil {
		return result(L, err, "")
	}
	return lua54.Push(L, lua.LString(path))
}

// setMode answers what the system would that knows no text files.
func setMode(L *luahost.State) int {
	lua54.SystemFile(L, "setmode")
	if mode := lua54.CheckStr(L, 2); mode != "binary" && mode != "text" {
		lua54.ArgError(L, 2, "invalid option '"+mode+"'")
	}
	return lua54.Push(L, lua.LTrue, lua.LString("binary"))
}
