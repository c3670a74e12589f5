package vm

import (
	"slices"

	lua "github.com/yuin/gopher-lua"
)

// Frame is a function that is running or waits for one that it called.
type Frame struct {
	t *thread
	f *callFrame
}

// Level is the function at a level of L's stack; 0 is the running one.
func Level(L *lua.LState, level int) (Frame, bool) {
	t := threadOf(L)
	f := t.level(level)
	return Frame{t, f}, f != nil
}

// CoroutineLevel is Level for another coroutine's stack.
func CoroutineLevel(L *lua.LState, c *Coroutine, level int) (Frame, bool) {
	if c.f.needThread(); c.f.t == nil {
		return Frame{}, false
	}
	return Level(c.f.t.lua(), level)
}

func (t *thread) level(n int) *callFrame {
	f := t.currentFrame
	for ; n > 0 && f != nil; n-- {
		f = f.Parent
	}
	if n < 0 {
		return nil
	}
	return f
}

// Func is the function.
func (f Frame) Func() *lua.LFunction { return f.f.Fn }

// Line is the line that runs, -1 if unknown.
func (f Frame) Line() int { return currentLine(f.f) }

func currentLine(f *callFrame) int {
	if f.Fn.IsG || f.Pc < 1 {
		return -1
	}
	pos := f.Fn.Proto.DbgSourcePositions
	if f.Pc > len(pos) {
		return -1
	}
	return pos[f.Pc-1]
}

// Tail tells whether the function was called by a tail call.
func (f Frame) Tail() bool { return f.f.TailCall > 0 }

// Name tells how the function was called: see functionName.
func (f Frame) Name() (kind, name string) { return f.t.functionName(f.f) }

// Transfer tells, in a call or return hook, the first of the locals that hold
// the function's arguments or results, and how many there are.
func (f Frame) Transfer() (first, n int) {
	if h := f.t.hooked; h.at == f.f && h.n > 0 {
		return h.first - f.f.LocalBase + 1, h.n
	}
	return 0, 0
}

// Local is the n-th local variable or (n < 0) vararg; name "": there is none.
func (f Frame) Local(n int) (name string, v lua.LValue) {
	i, name := f.local(n)
	if name == "" {
		return "", lua.LNil
	}
	if v = f.t.reg.array[i]; v == nil {
		v = lua.LNil
	}
	return name, v
}

// SetLocal sets it.
func (f Frame) SetLocal(n int, v lua.LValue) (name string) {
	i, name := f.local(n)
	if name != "" {
		f.t.reg.array[i] = v
	}
	return name
}

func (f Frame) local(n int) (register int, name string) {
	cf := f.f
	if n < 0 {
		if cf.Fn.IsG || cf.Fn.Proto.IsVarArg&lua.VarArgIsVarArg == 0 {
			return 0, ""
		}
		np := int(cf.Fn.Proto.NumParameters)
		if -n > cf.NArgs-np {
			return 0, ""
		}
		return cf.Base + np - n, "(vararg)"
	}
	if n == 0 {
		return 0, ""
	}
	i := cf.LocalBase + n - 1
	if !cf.Fn.IsG {
		if s := localName(cf.Fn.Proto, n-1, max(cf.Pc-1, 0)); s != "" {
			return i, s
		}
	}
	limit := f.t.reg.top
	if cf != f.t.currentFrame {
		for c := f.t.currentFrame; c != cf; c = c.Parent {
			limit = c.Base
		}
	}
	if i < limit {
		if cf.Fn.IsG {
			return i, "(C temporary)"
		}
		return i, "(temporary)"
	}
	return 0, ""
}

// UsesEnv tells whether code reaches for globals, itself or in a function in it.
func UsesEnv(p *lua.FunctionProto) bool {
	for _, w := range p.Code {
		switch int(w >> 26) {
		case lua.OP_GETGLOBAL, lua.OP_SETGLOBAL, opEnv:
			return true
		}
	}
	return slices.ContainsFunc(p.FunctionPrototypes, UsesEnv)
}
