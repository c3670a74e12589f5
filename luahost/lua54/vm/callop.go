package vm

import lua "github.com/yuin/gopher-lua"

// The instructions CALL, TAILCALL and RETURN.

// pushOp makes the frame of a call instruction of cf.
func (t *thread) pushOp(cf *callFrame, w uint32, nret int) *callFrame {
	rg := t.reg
	ra := cf.LocalBase + int(opA(w))
	n := int(opB(w)) - 1
	if n < 0 {
		n = rg.top - ra - 1
	}
	f, ok := rg.array[ra].(*lua.LFunction)
	if !ok {
		n += t.resolveCall(ra, n)
		f = rg.array[ra].(*lua.LFunction)
	}
	if f.IsG {
		rg.top = ra + 1 + n
	}
	return t.push(f, ra, n, nret)
}

// callLua is pushOp and enter for what most calls are: of a Lua function without
// varargs, with room for its frame and its registers. Others go the long way.
func (t *thread) callLua(cf *callFrame, f *lua.LFunction, w uint32) {
	p, rg := f.Proto, t.reg
	base := cf.LocalBase + int(opA(w)) + 1
	top := base + int(p.NumUsedRegisters)
	n := int(opB(w)) - 1
	if p.IsVarArg != 0 || n < 0 || top+slack > len(rg.array) || t.frames.sp%frameSegment == 0 || t.hook != nil {
		t.enter(t.pushOp(cf, w, int(opC(w))-1))
		return
	}
	nf := t.frames.behind(cf)
	nf.Fn, nf.Parent = f, cf
	nf.Pc, nf.Base, nf.LocalBase, nf.ReturnBase = 0, base-1, base, base-1
	nf.NArgs, nf.NRet, nf.TailCall = n, int(opC(w))-1, 0
	t.currentFrame = nf
	for np := int(p.NumParameters); n < np; n++ {
		rg.array[base+n] = lua.LNil
	}
	rg.top = top
}

// callGo is pushOp and runGo for what most calls of Go functions are: for at most
// one result, with room for the frame. False: see runGo.
func (t *thread) callGo(cf *callFrame, f *lua.LFunction, w uint32) bool {
	rg := t.reg
	at := cf.LocalBase + int(opA(w))
	n, want := int(opB(w))-1, int(opC(w))-1
	if n < 0 {
		n = rg.top - at - 1
	}
	if uint(want) > 1 || t.frames.sp%frameSegment == 0 || t.hook != nil {
		return t.runGo(t.pushOp(cf, w, want))
	}
	nf := t.frames.behind(cf)
	nf.Fn, nf.Parent = f, cf
	nf.Pc, nf.Base, nf.LocalBase, nf.ReturnBase = 0, at, at+1, at
	nf.NArgs, nf.NRet, nf.TailCall = n, want, 0
	t.currentFrame = nf
	rg.top = at + 1 + n
	n = f.GFunction(t.lua())
	if n == asked {
		return false
	}
	if t.hook != nil {
		t.leaveGo(nf, n)
		return true
	}
	if want == 1 {
		v := lua.LNil
		if n > 0 {
			v = rg.array[rg.top-n]
		}
		rg.array[at] = v
	}
	rg.top = at + want
	t.frames.sp = nf.Idx
	t.currentFrame = cf
	return true
}

// ret is RETURN: it closes what is to be closed, hands the results over, and
// pops the frame. It reports whether the caller is Go code.
func (t *thread) ret(cf *callFrame, w uint32) bool {
	rg, lb := t.reg, cf.LocalBase
	ra := lb + int(opA(w))
	n := int(opB(w)) - 1
	if n < 0 {
		n = rg.top - ra
	}
	if uv := t.uvcache; uv != nil && uv.index >= lb {
		t.closeUpvalues(lb)
	}
	if t.hasTBC(lb) || t.hook != nil {
		rg.top = max(ra+n, frameTop(cf))
		t.closeTBC(lb)
		t.returnHook(ra, n)
	}
	want, rb, parent := cf.NRet, cf.ReturnBase, cf.Parent
	t.frames.sp = cf.Idx
	t.currentFrame = parent
	if n == 1 {
		rg.array[rb] = rg.array[ra]
		if want == 1 && parent != nil && !parent.Fn.IsG {
			rg.top = frameTop(parent)
			return false
		}
	} else if n > 1 {
		copy(rg.array[rb:], rg.array[ra:ra+n])
	}
	if want >= 0 {
		for i := n; i < want; i++ {
			rg.array[rb+i] = lua.LNil
		}
		n = want
	}
	rg.top = rb + n
	if parent == nil || parent.Fn.IsG {
		return true
	}
	if want >= 0 {
		rg.top = frameTop(parent)
	}
	return false
}
