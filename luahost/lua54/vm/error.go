package vm

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// Error is an error of a Lua program: the value given to error, and the stack
// where it was raised if nothing was to catch it.
type Error struct {
	Value     lua.LValue
	Traceback string
	Limit     string // the limit that ended the task: "memory", "cpu", "string"; or ""
}

// Error is the text of the error without its traceback.
func (e *Error) Error() string {
	if s, ok := Str(e.Value); ok {
		return s
	}
	if t, ok := e.Value.(*Table); ok && t.meta != nil {
		if s, ok := t.meta.event(mName).(lua.LString); ok {
			return fmt.Sprintf("(error object is a %s value)", s)
		}
	}
	return fmt.Sprintf("(error object is a %s value)", e.Value.Type())
}

// unwind is the panic that ends a fiber. No pcall stops it.
type unwind struct {
	err     *Error // nil: closed by coroutine.close or Kill(nil)
	abandon bool   // nobody can see the fiber any more: touch nothing, run nothing
}

// throw raises v. A message handler runs here, on top of the stack.
func (t *thread) throw(v lua.LValue, cause *Error) {
	e := cause
	if e == nil {
		e = &Error{Value: v}
	}
	if g := t.guard; g != nil && g.handler != nil {
		e.Value = t.handle(g.handler, v)
	} else if g == nil {
		e.Traceback = t.st.traceback(t)
	}
	panic(e)
}

// handle calls the message handler of xpcall. An error in it calls it again.
func (t *thread) handle(h, v lua.LValue) lua.LValue {
	t.handling++
	rg := t.reg
	top := rg.top
	if cf := t.currentFrame; cf != nil && !cf.Fn.IsG {
		top = max(top, frameTop(cf))
	}
	for range maxHandled {
		rg.top = top
		t.grow(top + 2 + slack)
		rg.array[top], rg.array[top+1] = h, v
		rg.top = top + 2
		err, ok := t.pcall(1, nil)
		if ok {
			v = lua.LNil
			if rg.top > top {
				v = rg.array[top]
			}
			t.handling--
			return v
		}
		v = err
	}
	t.handling--
	return lua.LString("error in error handling")
}

// maxHandled is how often a handler that fails is called.
const maxHandled = 10

// errorf raises a message, with the position if a Lua function is running (luaG_runerror).
func (t *thread) errorf(format string, args ...any) {
	s := format
	if len(args) > 0 || strings.Contains(format, "%") {
		s = fmt.Sprintf(format, args...)
	}
	t.throw(lua.LString(t.position(t.currentFrame)+s), nil)
}

// position is "file:line: " of a frame, or "" for a Go function.
func (t *thread) position(f *callFrame) string {
	if f == nil || f.Fn.IsG {
		return ""
	}
	return fmt.Sprintf("%s:%d: ", ShortSource(f.Fn.Proto.SourceName), currentLine(f))
}

// Where is the position of the function at a level (0: the running one) as
// "file:line: ", or "".
func Where(L *lua.LState, level int) string {
	t := threadOf(L)
	return t.position(t.level(level))
}

// DefinedAt is where a Lua function is defined as "file:line: ", or "".
func DefinedAt(v lua.LValue) string {
	f, ok := v.(*lua.LFunction)
	if !ok || f.IsG {
		return ""
	}
	return fmt.Sprintf("%s:%d: ", ShortSource(f.Proto.SourceName), f.Proto.LineDefined)
}

// Errorf raises a message with the position of the function that called the running one (luaL_error).
func Errorf(L *lua.LState, format string, args ...any) {
	s := format
	if len(args) > 0 {
		s = fmt.Sprintf(format, args...)
	}
	threadOf(L).throw(lua.LString(Where(L, 1)+s), nil)
}

// Raise raises any value as it is (lua_error).
func Raise(L *lua.LState, v lua.LValue) { threadOf(L).throw(v, nil) }

// panicked is called by gopher-lua's own RaiseError and Error, with the value on the stack.
func panicked(L *lua.LState) {
	v := L.Get(-1)
	L.Pop(1)
	if s, ok := v.(lua.LString); ok && strings.HasSuffix(string(s), "registry overflow") {
		v = lua.LString("stack overflow")
	}
	threadOf(L).throw(v, nil)
}
