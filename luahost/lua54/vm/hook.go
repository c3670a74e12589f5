package vm

import lua "github.com/yuin/gopher-lua"

// Hook is what debug.sethook sets on a coroutine.
type Hook struct {
	Call, Return, Line bool
	Count              int // also every Count instructions, if not 0
	// Fn is called with "call", "tail call", "return", "line" or "count", and the line.
	Fn func(L *lua.LState, event string, line int)
	// Value is the function that debug.gethook answers.
	Value lua.LValue

	left int
	last *callFrame // where the last line event was
	pc   int
	line int
}

// hooked says what the hook that runs on a thread interrupted.
type hooked struct {
	at       *callFrame // nil: no hook runs
	first, n int        // which registers hold the arguments, or the results
}

// SetHook sets or (nil) removes the hook of a coroutine; c nil: of the running one.
func SetHook(L *lua.LState, c *Coroutine, h *Hook) {
	f := threadOf(L).fiber
	if c != nil {
		f = c.f
	}
	if h != nil {
		h.left = h.Count
	}
	f.hook = h
	if f.t != nil {
		f.t.setHook(h)
	}
}

// GetHook is the hook of a coroutine (nil: the running one), or nil.
func GetHook(L *lua.LState, c *Coroutine) *Hook {
	if c != nil {
		return c.f.hook
	}
	return threadOf(L).fiber.hook
}

// trace is called before each instruction of a Lua function.
func (t *thread) trace() {
	h, cf := t.hook, t.currentFrame
	if h == nil || t.hooked.at != nil { // or removed by what this function has called
		return
	}
	if h.Count > 0 {
		if h.left--; h.left <= 0 {
			h.left = h.Count
			t.runHook(h, "count", currentLine(cf), 0, 0)
		}
	}
	if h.Line {
		line := currentLine(cf)
		if cf != h.last && cf.Pc > 1 { // back in a function, behind a call
			pos := cf.Fn.Proto.DbgSourcePositions
			h.last, h.pc, h.line = cf, cf.Pc-1, -1
			if cf.Pc-2 < len(pos) {
				h.line = pos[cf.Pc-2]
			}
		}
		if cf != h.last || line != h.line || cf.Pc <= h.pc { // a new line, or a jump back
			t.runHook(h, "line", line, 0, 0)
		}
		h.last, h.pc, h.line = cf, cf.Pc, line
	}
}

// callHook is called when a function has been entered.
func (t *thread) callHook() {
	if h := t.hook; h.Call && t.hooked.at == nil {
		cf, event := t.currentFrame, "call"
		if cf.TailCall > 0 {
			event = "tail call"
		}
		n := cf.NArgs
		if !cf.Fn.IsG {
			n = int(cf.Fn.Proto.NumParameters)
		}
		t.runHook(h, event, -1, cf.LocalBase, n)
	}
}

// returnHook is called before a function returns the n registers from first on.
func (t *thread) returnHook(first, n int) {
	if h := t.hook; h != nil && h.Return && t.hooked.at == nil {
		t.runHook(h, "return", -1, first, n)
	}
}

// runHook calls the hook with other events off.
func (t *thread) runHook(h *Hook, event string, line, first, n int) {
	top := t.reg.top
	t.hooked = hooked{t.currentFrame, first, n}
	defer func() { t.hooked = hooked{} }()
	h.Fn(t.lua(), event, line)
	t.reg.top = top
}
