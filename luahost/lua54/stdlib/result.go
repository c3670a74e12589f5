package stdlib

import (
	"errors"
	"io"
	"io/fs"
	"os/exec"
	"strings"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/vm"
)

const shell = "/bin/sh"

// fileResult is what a file function answers: true, or nil, text and number of the error.
func fileResult(L *lua.LState, err error, name string) int {
	if err == nil {
		L.Push(lua.LTrue)
		return 1
	}
	text, code := ErrText(err)
	if name != "" {
		text = name + ": " + text
	}
	L.Push(lua.LNil)
	L.Push(lua.LString(text))
	L.Push(vm.Int(int64(code)))
	return 3
}

// ErrText is the text of C's strerror and the number.
func ErrText(err error) (string, int) {
	var no syscall.Errno
	switch {
	case errors.As(err, &no):
	case errors.Is(err, fs.ErrClosed), errors.Is(err, io.ErrClosedPipe):
		no = syscall.EBADF
	default:
		return err.Error(), 0
	}
	text := no.Error()
	return strings.ToUpper(text[:1]) + text[1:], int(no)
}

// execResult is what os.execute and closing a pipe answer.
func execResult(L *lua.LState, c *exec.Cmd, err error) int {
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return fileResult(L, err, "")
	}
	what, code := "exit", c.ProcessState.ExitCode()
	if ws, ok := c.ProcessState.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		what, code = "signal", int(ws.Signal())
	}
	if what == "exit" && code == 0 {
		L.Push(lua.LTrue)
	} else {
		L.Push(lua.LNil)
	}
	L.Push(lua.LString(what))
	L.Push(vm.Int(int64(code)))
	return 3
}

const (
	errNotOpenFor  = syscall.EBADF  // reading a file open for writing, and the reverse
	errIllegalSeek = syscall.ESPIPE // of a pipe
)
