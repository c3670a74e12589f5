package stdlib

import (
	"os"
	"os/exec"
	"slices"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

func osClock(L *lua.LState) int {
	L.Push(vm.Flt(cpuSeconds()))
	return 1
}

func osDifftime(L *lua.LState) int {
	L.Push(vm.Flt(float64(vm.CheckInt(L, 1)) - float64(vm.CheckInt(L, 2))))
	return 1
}

func osExecute(L *lua.LState) int {
	cmd := vm.OptStr(L, 1, "")
	if L.Get(1) == lua.LNil {
		_, err := exec.LookPath(shell)
		L.Push(lua.LBool(err == nil))
		return 1
	}
	lib := libOf(L)
	c := exec.Command(shell, "-c", cmd)
	c.Stdin, c.Stdout, c.Stderr = lib.opt.Stdin, lib.opt.Stdout, lib.opt.Stderr
	var err error
	lib.opt.Wait(L, func() { err = c.Run() })
	return execResult(L, c, err)
}

// osExit hands over to the host: what ends is for it to say.
func osExit(L *lua.LState) int {
	code := 0
	switch v := L.Get(1).(type) {
	case lua.LBool:
		if !v {
			code = 1
		}
	default:
		code = int(vm.OptInt(L, 1, 0))
	}
	lib := libOf(L)
	lib.flushAll()
	lib.opt.Exit(L, code, lua.LVAsBool(L.Get(2)))
	return 0
}

func osGetenv(L *lua.LState) int {
	if v, ok := os.LookupEnv(vm.CheckStr(L, 1)); ok {
		L.Push(lua.LString(v))
	} else {
		L.Push(lua.LNil)
	}
	return 1
}

func osRemove(L *lua.LState) int {
	name := vm.CheckStr(L, 1)
	return fileResult(L, os.Remove(name), name)
}

func osRename(L *lua.LState) int {
	from, to := vm.CheckStr(L, 1), vm.CheckStr(L, 2)
	return fileResult(L, os.Rename(from, to), "")
}

// osSetlocale knows the C locale only.
func osSetlocale(L *lua.LState) int {
	locale := vm.OptStr(L, 1, "C")
	checkOption(L, 2, "all", "all", "collate", "ctype", "monetary", "numeric", "time")
	if slices.Contains([]string{"", "C", "POSIX"}, locale) {
		L.Push(lua.LString("C"))
	} else {
		L.Push(lua.LNil)
	}
	return 1
}

func osTmpname(L *lua.LState) int {
	f, err := os.CreateTemp("", "lua_*")
	if err != nil {
		vm.Errorf(L, "unable to generate a unique filename")
	}
	_ = f.Close()
	L.Push(lua.LString(f.Name()))
	return 1
}

// checkOption is the number of argument n in list; def "" means that it has to be given.
func checkOption(L *lua.LState, n int, def string, list ...string) int {
	name := def
	if def == "" {
		name = vm.CheckStr(L, n)
	} else {
		name = vm.OptStr(L, n, def)
	}
	i := slices.Index(list, name)
	if i < 0 {
		vm.ArgError(L, n, "invalid option '"+name+"'")
	}
	return i
}
