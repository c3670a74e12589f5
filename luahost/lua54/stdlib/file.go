package stdlib

import (
	"fmt"
	"strconv"
	"strings"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

const fileType = "FILE*"

// file is a file as scripts hold it: a userdata. Those of stdin, stdout and
// stderr are shared by all states, each of which has its own stream behind them.
type file struct {
	s   *stream // nil: standard stream std
	std int
}

var stdFiles = [...]*file{{std: 0}, {std: 1}, {std: 2}}

func (f *file) String() string       { return fmt.Sprintf("userdata: %p", f) }
func (f *file) Type() lua.LValueType { return lua.LTUserData }

// MetaOf is the metatable of the state's files, made when first asked for.
func (f *file) MetaOf(st *vm.State) *vm.Table {
	if st.Lib == nil { // the state has ended
		return nil
	}
	l := libIn(st)
	if !l.fileMetaSet {
		l.fileMeta, l.fileMetaSet = newFileMeta(), true
	}
	return l.fileMeta
}

// newFile makes the value for a stream.
func (l *lib) newFile(s *stream) *file {
	f := &file{s: s}
	l.files.watch(f, s)
	return f
}

func (l *lib) streamOf(f *file) *stream {
	if f.s == nil {
		return l.standard(f.std)
	}
	return f.s
}

// anyFile is argument 1, a file, open or closed.
func anyFile(L *lua.LState) *stream {
	f, ok := L.Get(1).(*file)
	if !ok {
		vm.TypeError(L, 1, fileType)
	}
	return libOf(L).streamOf(f)
}

// SystemFile is argument 1, an open file, as the system has it; nil if nothing of
// the system is behind it. caller is for the error of a closed one.
func SystemFile(L *lua.LState, caller string) syscall.Conn {
	f := anyFile(L)
	if f.closed {
		vm.Errorf(L, "%s: closed file", caller)
	}
	for _, x := range []any{f.file, f.r, f.w} {
		if c, ok := x.(syscall.Conn); ok {
			return c
		}
	}
	return nil
}

// openFile is argument 1, an open file.
func openFile(L *lua.LState) *stream {
	f := anyFile(L)
	if f.closed {
		vm.Errorf(L, "attempt to use a closed file")
	}
	return f
}

func fileClose(L *lua.LState) int { return closeFile(L, openFile(L)) }

// closeFile closes f and pushes what file:close answers.
func closeFile(L *lua.LState, f *stream) int {
	if f.file == nil {
		L.Push(lua.LNil)
		L.Push(lua.LString("cannot close standard file"))
		return 2
	}
	l := libOf(L)
	l.files.remove(f)
	var err error
	if f.cmd == nil {
		return fileResult(L, f.close(), "")
	}
	f.wait(L, func() { err = f.close() })
	return execResult(L, f.cmd, err)
}

// fileGC is __gc and __close.
func fileGC(L *lua.LState) int {
	if f := anyFile(L); !f.closed && f.file != nil {
		closeFile(L, f)
	}
	return 0
}

func fileTostring(L *lua.LState) int {
	if f := anyFile(L); f.closed {
		L.Push(lua.LString("file (closed)"))
	} else {
		L.Push(lua.LString(fmt.Sprintf("file (%p)", f)))
	}
	return 1
}

func fileFlush(L *lua.LState) int { return fileResult(L, openFile(L).flush(), "") }

func fileRead(L *lua.LState) int { return readArgs(L, openFile(L), vm.Args(L, 2), 2) }

func fileWrite(L *lua.LState) int { return writeArgs(L, openFile(L), L.Get(1), 2) }

// writeArgs writes the arguments from first on and pushes handle.
func writeArgs(L *lua.LState, f *stream, handle lua.LValue, first int) int {
	var buf []byte
	for i := first; i <= L.GetTop(); i++ {
		switch v := L.Get(i).(type) {
		case lua.LString:
			buf = append(buf, v...)
		default:
			if n, _, kind := vm.Num(v); kind == 1 {
				buf = strconv.AppendInt(buf, n, 10)
			} else {
				buf = append(buf, vm.CheckStr(L, i)...)
			}
		}
	}
	if len(buf) > 0 {
		var err error
		if f.slow && f.cmd != nil {
			f.wait(L, func() { err = f.write(buf) })
		} else {
			err = f.write(buf)
		}
		if err != nil {
			return fileResult(L, err, "")
		}
	}
	L.Push(handle)
	return 1
}

func fileSeek(L *lua.LState) int {
	f := openFile(L)
	whence := checkOption(L, 2, "cur", "set", "cur", "end")
	offset := vm.OptInt(L, 3, 0)
	at, err := f.seek(offset, whence)
	if err != nil {
		return fileResult(L, err, "")
	}
	L.Push(vm.Int(at))
	return 1
}

func fileSetvbuf(L *lua.LState) int {
	f := openFile(L)
	mode := bufMode(checkOption(L, 2, "", "no", "full", "line"))
	size := vm.OptInt(L, 3, bufSize)
	return fileResult(L, f.setBuffer(mode, int(min(max(size, 16), 1<<20))), "")
}

func fileLines(L *lua.LState) int {
	openFile(L)
	L.Push(lineReader(L, L.Get(1).(*file), false))
	return 1
}

const maxLineArgs = 250

// lineReader is the iterator of lines; the formats are the arguments from 2 on.
// It holds the handle, so that the file is not taken for garbage.
func lineReader(L *lua.LState, u *file, close bool) *lua.LFunction {
	formats := vm.Args(L, 2)
	if len(formats) > maxLineArgs {
		vm.ArgError(L, maxLineArgs+2, "too many arguments")
	}
	return newClosure(func(L *lua.LState) int {
		f := libOf(L).streamOf(u)
		if f.closed {
			vm.Errorf(L, "file is already closed")
		}
		n := readArgs(L, f, formats, 2)
		if lua.LVAsBool(L.Get(-n)) {
			return n
		}
		if n > 1 { // an error, with its text
			if s, ok := L.Get(-n + 1).(lua.LString); ok {
				vm.Errorf(L, "%s", string(s))
			}
		}
		if close {
			closeFile(L, f)
		}
		return 0
	})
}

// validMode says whether fopen takes mode.
func validMode(mode string) bool {
	if mode == "" || strings.IndexByte("rwa", mode[0]) < 0 {
		return false
	}
	return strings.Trim(strings.TrimPrefix(mode[1:], "+"), "b") == ""
}
