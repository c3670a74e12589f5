package stdlib

import (
	"io"
	"os"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

// standard gives the stream of stdin, stdout or stderr (0, 1, 2). It is not
// buffered: what a service prints is there at once, and whole lines of several
// services don't mix.
func (l *lib) standard(i int) *stream {
	if l.stdio[i] == nil {
		f := &stream{size: bufSize}
		switch i {
		case 0:
			f.r, f.slow = l.opt.Stdin, true
			f.seeker, _ = l.opt.Stdin.(io.Seeker)
		case 1:
			f.w = l.opt.Stdout
			f.seeker, _ = l.opt.Stdout.(io.Seeker)
		case 2:
			f.w = l.opt.Stderr
			f.seeker, _ = l.opt.Stderr.(io.Seeker)
		}
		l.stdio[i] = f
	}
	return l.stdio[i]
}

// defaultFile is the file that io.read (0) or io.write (1) uses.
func (l *lib) defaultFile(i int) *file {
	f := l.input
	if i == 1 {
		f = l.output
	}
	if f == nil {
		return stdFiles[i]
	}
	return f
}

func openDefault(L *lua.LState, i int) (*stream, *file) {
	l := libOf(L)
	f := l.defaultFile(i)
	s := l.streamOf(f)
	if s.closed {
		vm.Errorf(L, "default %s file is closed", [...]string{"input", "output"}[i])
	}
	return s, f
}

func ioInput(L *lua.LState) int {
	if u := chooseFile(L, "r"); u != nil {
		libOf(L).input = u
	}
	L.Push(libOf(L).defaultFile(0))
	return 1
}

func ioOutput(L *lua.LState) int {
	if u := chooseFile(L, "w"); u != nil {
		libOf(L).output = u
	}
	L.Push(libOf(L).defaultFile(1))
	return 1
}

// chooseFile is argument 1, a file or the name of one to open; nil if there is none.
func chooseFile(L *lua.LState, mode string) *file {
	v := L.Get(1)
	if v == lua.LNil {
		return nil
	}
	if name, ok := vm.Str(v); ok {
		return mustOpen(L, name, mode)
	}
	openFile(L)
	return v.(*file)
}

func mustOpen(L *lua.LState, name, mode string) *file {
	f, err := openStream(name, mode)
	if err != nil {
		text, _ := ErrText(err)
		vm.Errorf(L, "cannot open file '%s' (%s)", name, text)
	}
	return libOf(L).newFile(f)
}

func ioOpen(L *lua.LState) int {
	name, mode := vm.CheckStr(L, 1), vm.OptStr(L, 2, "r")
	if !validMode(mode) {
		vm.ArgError(L, 2, "invalid mode")
	}
	f, err := openStream(name, mode)
	if err != nil {
		return fileResult(L, err, name)
	}
	L.Push(libOf(L).newFile(f))
	return 1
}

func ioPopen(L *lua.LState) int {
	cmd, mode := vm.CheckStr(L, 1), vm.OptStr(L, 2, "r")
	if mode != "r" && mode != "w" {
		vm.ArgError(L, 2, "invalid mode")
	}
	l := libOf(L)
	l.flushAll()
	f, err := popenStream(cmd, mode == "r", &l.opt)
	if err != nil {
		return fileResult(L, err, cmd)
	}
	L.Push(l.newFile(f))
	return 1
}

func ioTmpfile(L *lua.LState) int {
	file, err := os.CreateTemp("", "lua_*")
	if err != nil {
		return fileResult(L, err, "")
	}
	_ = os.Remove(file.Name()) // it lives as long as it is open
	L.Push(libOf(L).newFile(fileStream(file, true, true)))
	return 1
}

func ioType(L *lua.LState) int {
	switch f, ok := vm.CheckAny(L, 1).(*file); {
	case !ok:
		L.Push(lua.LNil)
	case libOf(L).streamOf(f).closed:
		L.Push(lua.LString("closed file"))
	default:
		L.Push(lua.LString("file"))
	}
	return 1
}

func ioClose(L *lua.LState) int {
	if L.GetTop() == 0 {
		f := libOf(L).streamOf(libOf(L).defaultFile(1))
		if f.closed {
			vm.Errorf(L, "attempt to use a closed file")
		}
		return closeFile(L, f)
	}
	return fileClose(L)
}

func ioFlush(L *lua.LState) int {
	f, _ := openDefault(L, 1)
	return fileResult(L, f.flush(), "")
}

func ioRead(L *lua.LState) int {
	f, _ := openDefault(L, 0)
	return readArgs(L, f, vm.Args(L, 1), 1)
}

func ioWrite(L *lua.LState) int {
	f, u := openDefault(L, 1)
	return writeArgs(L, f, u, 1)
}

func ioLines(L *lua.LState) int {
	if L.Get(1) == lua.LNil {
		u := libOf(L).defaultFile(0)
		if libOf(L).streamOf(u).closed {
			vm.Errorf(L, "attempt to use a closed file")
		}
		L.Push(lineReader(L, u, false))
		return 1
	}
	u := mustOpen(L, vm.CheckStr(L, 1), "r")
	L.Push(lineReader(L, u, true))
	L.Push(lua.LNil)
	L.Push(lua.LNil)
	L.Push(u) // closed when a generic for ends early
	return 4
}
