package stdlib

import (
	"io"
	"os"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

func baseLoad(L *lua.LState) int {
	mode := vm.OptStr(L, 3, "bt")
	src, ok := vm.Str(L.Get(1))
	if ok {
		return pushLoaded(L, src, vm.OptStr(L, 2, src), mode, 4)
	}
	name := vm.OptStr(L, 2, "=(load)")
	if L.Get(1).Type() != lua.LTFunction {
		vm.TypeError(L, 1, "function")
	}
	src, msg := readChunk(L, L.Get(1))
	if msg != nil {
		L.Push(lua.LNil)
		L.Push(msg)
		return 2
	}
	return pushLoaded(L, src, name, mode, 4)
}

// readChunk gathers the pieces that a reader function gives; msg is its error.
func readChunk(L *lua.LState, reader lua.LValue) (src string, msg lua.LValue) {
	var b strings.Builder
	var grow growth
	for {
		vm.Poll(L)
		L.Push(reader)
		if e, ok := vm.PCall(L, 0, 1, nil); !ok {
			return "", e
		}
		v := L.Get(-1)
		L.Pop(1)
		if v == lua.LNil {
			return b.String(), nil
		}
		piece, ok := vm.Str(v)
		if !ok {
			return "", lua.LString("reader function must return a string")
		}
		if piece == "" {
			return b.String(), nil
		}
		grow.check(L, b.Len()+len(piece))
		b.WriteString(piece)
	}
}

// pushLoaded compiles src and pushes the function, or nil and the error.
// Argument env, if there is one, is its _ENV.
func pushLoaded(L *lua.LState, src, name, mode string, env int) int {
	f, msg := loadChunk(L, src, name, mode)
	if msg != "" {
		L.Push(lua.LNil)
		L.Push(lua.LString(msg))
		return 2
	}
	if L.GetTop() >= env {
		vm.SetEnv(f, L.Get(env))
	}
	L.Push(f)
	return 1
}

func loadChunk(L *lua.LState, src, name, mode string) (f *lua.LFunction, msg string) {
	kind, binary := "text", strings.HasPrefix(src, "\x1b")
	if binary {
		kind = "binary"
	}
	if strings.IndexByte(mode, kind[0]) < 0 {
		return nil, "attempt to load a " + kind + " chunk (mode is '" + mode + "')"
	}
	if binary {
		p, msg := undump(src)
		if msg != "" {
			switch {
			case name == src:
				name = "binary string"
			case strings.HasPrefix(name, "=") || strings.HasPrefix(name, "@"):
				name = name[1:]
			}
			return nil, name + ": bad binary format (" + msg + ")"
		}
		return vm.NewClosure(L, p, nil), ""
	}
	p, err := vm.Compile(src, name)
	if err != nil {
		return nil, err.Error()
	}
	return vm.NewClosure(L, p, nil), ""
}

// readFile gives the text of a chunk's file without a first line that starts with '#'.
func readFile(L *lua.LState, name string) (src, chunk string, msg string) {
	var b []byte
	var err error
	if name == "" {
		l := libOf(L)
		chunk = "=stdin"
		l.opt.Wait(L, func() { b, err = io.ReadAll(l.opt.Stdin) })
	} else {
		chunk = "@" + name
		b, err = os.ReadFile(name)
	}
	if err != nil {
		text, _ := ErrText(err)
		what := "open"
		if f, e := os.Open(name); e == nil {
			what = "read"
			_ = f.Close()
		}
		return "", "", "cannot " + what + " " + name + ": " + text
	}
	src = strings.TrimPrefix(string(b), "\xef\xbb\xbf")
	if strings.HasPrefix(src, "#") {
		_, rest, more := strings.Cut(src, "\n")
		if src = ""; more {
			src = "\n" + rest // the line still counts
		}
		if strings.HasPrefix(rest, "\x1b") {
			src = rest
		}
	}
	return src, chunk, ""
}

func baseLoadfile(L *lua.LState) int {
	name, mode := vm.OptStr(L, 1, ""), vm.OptStr(L, 2, "bt")
	src, chunk, msg := readFile(L, name)
	if msg != "" {
		L.Push(lua.LNil)
		L.Push(lua.LString(msg))
		return 2
	}
	return pushLoaded(L, src, chunk, mode, 3)
}

func baseDofile(L *lua.LState) int {
	src, chunk, msg := readFile(L, vm.OptStr(L, 1, ""))
	var f *lua.LFunction
	if msg == "" {
		f, msg = loadChunk(L, src, chunk, "bt")
	}
	if msg != "" {
		vm.Raise(L, lua.LString(msg))
	}
	L.SetTop(0)
	L.Push(f)
	vm.Call(L, 0, lua.MultRet)
	return L.GetTop()
}
