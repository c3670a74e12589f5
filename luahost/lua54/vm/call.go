package vm

import lua "github.com/yuin/gopher-lua"

// maxGoCalls is how deep calls from Go into Lua (metamethods, iterators,
// callbacks of sort and gsub, pcall) may nest, as in C Lua.
const maxGoCalls = 200

// push makes the frame of a call to f, which lies in register ra with its n arguments behind it.
func (t *thread) push(f *lua.LFunction, ra, n, nret int) *callFrame {
	limit := framesMax
	if t.handling > 0 {
		limit += spare
	}
	nf := t.frames.next(limit)
	if nf == nil {
		t.overflow()
	}
	nf.Fn, nf.Parent = f, t.currentFrame
	nf.Pc, nf.Base, nf.LocalBase, nf.ReturnBase = 0, ra, ra+1, ra
	nf.NArgs, nf.NRet, nf.TailCall = n, nret, 0
	t.currentFrame = nf
	return nf
}

// enter lays out the registers of a Lua function: missing parameters are nil,
// surplus arguments stay below its registers for VARARG. The other registers are
// what they were: each is written before it is read.
func (t *thread) enter(cf *callFrame) {
	p := cf.Fn.Proto
	rg := t.reg
	n, np := cf.NArgs, int(p.NumParameters)
	vararg := p.IsVarArg&lua.VarArgIsVarArg != 0
	if vararg && n < np {
		n = np
	}
	top := cf.LocalBase + int(p.NumUsedRegisters)
	if vararg {
		top += n
	}
	if top+slack > len(rg.array) {
		t.growFor(cf, top+slack)
	}
	if vararg {
		a := rg.array[cf.LocalBase : top+slack]
		for i := cf.NArgs; i < np; i++ {
			a[i] = lua.LNil
		}
		for i := range np {
			a[n+i], a[i] = a[i], lua.LNil
		}
		cf.LocalBase += n
		n = np
	}
	for i := n; i < np; i++ {
		rg.array[cf.LocalBase+i] = lua.LNil
	}
	rg.top = top
	if t.hook != nil {
		t.callHook()
	}
}

// growFor is grow while the frame is being entered: an overflow is the caller's error.
func (t *thread) growFor(cf *callFrame, n int) {
	if n > t.maxRegisters() {
		t.frames.sp = cf.Idx
		t.currentFrame = cf.Parent
	}
	t.grow(n)
}

// replaceFrame turns cf into nf, the frame of its tail call.
func (t *thread) replaceFrame(cf, nf *callFrame) {
	t.frames.sp, t.currentFrame = nf.Idx, cf
	if uv := t.uvcache; uv != nil && uv.index >= cf.LocalBase {
		t.closeUpvalues(cf.LocalBase)
	}
	a := t.reg.array
	copy(a[cf.Base:], a[nf.Base:nf.LocalBase+nf.NArgs])
	cf.Fn, cf.Pc, cf.LocalBase, cf.NArgs = nf.Fn, 0, cf.Base+1, nf.NArgs
	cf.TailCall++
	t.enter(cf)
}

// vararg puts n of the surplus arguments, all for n < 0, into the registers from a on.
func (t *thread) vararg(cf *callFrame, a, n int) {
	np := int(cf.Fn.Proto.NumParameters)
	have := max(cf.NArgs-np, 0)
	to := cf.LocalBase + a
	if n < 0 {
		n = have
		t.grow(to + n + slack)
		t.reg.top = to + n
	}
	regs := t.reg.array[to : to+n]
	from := cf.Base + np + 1
	for i := copy(regs, t.reg.array[from:from+have]); i < n; i++ {
		regs[i] = lua.LNil
	}
}

// runGo runs the Go function of frame nf and moves its results to where the
// caller wants them. False: it has asked for something (request).
func (t *thread) runGo(nf *callFrame) bool {
	if t.hook != nil {
		t.callHook()
	}
	n := nf.Fn.GFunction(t.lua())
	if n == asked {
		return false
	}
	t.leaveGo(nf, n)
	return true
}

// leaveGo moves n results from the top of the stack to where the caller of the Go
// function of frame nf wants them.
func (t *thread) leaveGo(nf *callFrame, n int) {
	if t.hook != nil {
		t.returnHook(t.reg.top-n, n)
	}
	rg := t.reg
	rb, want := nf.ReturnBase, nf.NRet
	copy(rg.array[rb:], rg.array[rg.top-n:rg.top])
	if want >= 0 {
		if rb+want > len(rg.array) {
			t.grow(rb + want)
		}
		for i := n; i < want; i++ {
			rg.array[rb+i] = lua.LNil
		}
		n = want
	}
	rg.top = rb + n
	t.frames.sp = nf.Idx
	t.currentFrame = nf.Parent
}

// call is L.Call for any callable value, with the depth of Go frames counted.
func (t *thread) call(nargs, nret int) {
	nf := t.pushCall(nargs, nret)
	if nf.Fn.IsG {
		if !t.runGo(nf) {
			t.serveHere(nf)
		}
	} else {
		t.enter(nf)
		t.execute(nf)
	}
	t.goCalls--
}

// pushCall makes the frame of a call from Go.
func (t *thread) pushCall(nargs, nret int) *callFrame {
	rg := t.reg
	ra := rg.top - nargs - 1
	f, ok := rg.array[ra].(*lua.LFunction)
	if !ok {
		nargs += t.resolveCall(ra, nargs)
		f = rg.array[ra].(*lua.LFunction)
		rg.top = ra + 1 + nargs
	}
	if t.goCalls++; t.goCalls+t.baseCalls >= maxGoCalls {
		t.tooManyGoCalls()
	}
	return t.push(f, ra, nargs, nret)
}

func (t *thread) tooManyGoCalls() {
	switch {
	case t.handling == 0:
		t.errorf("C stack overflow")
	case t.goCalls+t.baseCalls >= maxGoCalls+maxGoCalls/10:
		t.throw(lua.LString("error in error handling"), nil)
	}
}

// resolveCall puts the __call function in front of the value in register at,
// which is called with n arguments, and returns how many arguments came in.
func (t *thread) resolveCall(at, n int) int {
	in := 0
	for {
		v := t.reg.array[at]
		if _, ok := v.(*lua.LFunction); ok {
			return in
		}
		h := t.metamethod(v, mCall)
		if h == lua.LNil {
			t.errorf("attempt to call a %s value%s", t.typeName(v), t.calleeName(at))
		}
		if in > maxGoCalls {
			t.errorf("'__call' chain too long")
		}
		t.grow(at + n + 2 + slack)
		a := t.reg.array
		copy(a[at+1:at+n+2], a[at:at+n+1])
		a[at] = h
		n++
		in++
	}
}

// call1 is h(a, b) for one result.
func (t *thread) call1(h, a, b lua.LValue) lua.LValue {
	rg := t.reg
	if rg.top+3+slack > len(rg.array) {
		t.grow(rg.top + 3 + slack)
	}
	top := rg.top
	r := rg.array[top : top+3]
	r[0], r[1], r[2] = h, a, b
	rg.top = top + 3
	t.call(2, 1)
	rg.top = top
	return rg.array[top]
}

// call3 is h(a, b, c) without results.
func (t *thread) call3(h, a, b, c lua.LValue) {
	rg := t.reg
	top := rg.top
	t.grow(top + 4 + slack)
	r := rg.array[top : top+4]
	r[0], r[1], r[2], r[3] = h, a, b, c
	rg.top = top + 4
	t.call(3, 0)
	rg.top = top
}
