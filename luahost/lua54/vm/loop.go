package vm

import (
	"github.com/luaws/luaws/luahost/lua54/syntax"
	lua "github.com/yuin/gopher-lua"
)

// The interpreter. While a Lua function runs, the register top is behind its
// last register (frameTop), so that a metamethod's call may be pushed there at
// any time; only between an instruction that leaves an open list of values
// (CALL, VARARG) and the one that takes it is it the end of that list.

// Opcodes of our own, behind gopher-lua's.
const (
	opIdiv   = syntax.OpIdiv
	opBand   = syntax.OpBand
	opBor    = syntax.OpBor
	opBxor   = syntax.OpBxor
	opShl    = syntax.OpShl
	opShr    = syntax.OpShr
	opBnot   = syntax.OpBnot
	opEnv    = syntax.OpEnv    // R(A) := the function's globals
	opTbc    = syntax.OpTbc    // mark R(A) to be closed
	opForTbc = syntax.OpForTbc // the same for the fourth value of a generic for
	opLoadKX = syntax.OpLoadKX // R(A) := the constant that the next word counts
)

const sbxBias = 1<<17 - 1

// slack is how far behind a frame's registers an instruction may write.
const slack = 8

// mainLoop is what gopher-lua's L.Call runs.
func mainLoop(L *lua.LState, base *callFrame) {
	t := threadOf(L)
	if cf := t.currentFrame; !cf.Fn.IsG {
		t.execute(cf)
	} else if !t.runGo(cf) {
		t.serveHere(cf)
	}
}

func frameTop(cf *callFrame) int { return cf.LocalBase + int(cf.Fn.Proto.NumUsedRegisters) }

// execute runs the current frame, and what it calls, until base returns. Without
// a base (drive) it runs until it meets a Go function, or nothing: one that has
// called the frame that returned, or one that asks for something.
func (t *thread) execute(base *callFrame) {
	rg := t.reg
	flag := t.st.sig
frame:
	cf := t.currentFrame
	fn := cf.Fn
	code, ks := fn.Proto.Code, fn.Proto.Constants
	lb := cf.LocalBase
	regs := rg.array[lb:]
	pc := cf.Pc
	for {
		w := code[pc]
		pc++
		cf.Pc = pc
		if t.hook != nil {
			t.trace()
			regs = rg.array[lb:]
		}
		a := int(w>>18) & 0xff
		switch int(w >> 26) {
		case lua.OP_MOVE:
			regs[a] = regs[w&0x1ff]

		case lua.OP_LOADK:
			regs[a] = ks[w&0x3ffff]

		case opLoadKX:
			regs[a] = ks[code[pc]]
			pc++

		case lua.OP_LOADBOOL:
			regs[a] = lua.LBool(w&0x1ff != 0)
			if w>>9&0x1ff != 0 {
				pc++
			}

		case lua.OP_LOADNIL:
			for b := int(w & 0x1ff); a <= b; a++ {
				regs[a] = lua.LNil
			}

		case lua.OP_GETUPVAL:
			regs[a] = upvalueOf(fn.Upvalues[w&0x1ff]).get()

		case lua.OP_SETUPVAL:
			upvalueOf(fn.Upvalues[w&0x1ff]).set(regs[a])

		case lua.OP_GETGLOBAL:
			k := ks[w&0x3ffff]
			g := envOf(fn)
			if g.t != nil {
				if v := g.t.constant(k); v != nil {
					regs[a] = v
					continue
				}
			}
			v := t.getConst(g.v, k)
			regs = rg.array[lb:]
			regs[a] = v

		case lua.OP_SETGLOBAL:
			t.setConst(envOf(fn).v, ks[w&0x3ffff], regs[a])
			regs = rg.array[lb:]

		case lua.OP_GETTABLE:
			o := regs[w&0x1ff]
			k := rk(regs, ks, w>>9)
			if tb, ok := o.(*Table); ok {
				if n, ok := k.(*SmallInt); ok {
					if i := uint64(n.Int() - 1); i < uint64(len(tb.arr)) {
						if v := tb.arr[i]; v != lua.LNil || tb.meta == nil {
							regs[a] = v
							continue
						}
					}
				}
			}
			v := t.index(o, Key(k))
			regs = rg.array[lb:]
			regs[a] = v

		case lua.OP_GETTABLEKS:
			o, k := regs[w&0x1ff], rk(regs, ks, w>>9)
			if tb, ok := o.(*Table); ok {
				if v := tb.constant(k); v != nil {
					regs[a] = v
					continue
				}
			}
			v := t.getConst(o, k)
			regs = rg.array[lb:]
			regs[a] = v

		case lua.OP_SELF:
			o, k := regs[w&0x1ff], rk(regs, ks, w>>9)
			v := t.getConst(o, k)
			regs = rg.array[lb:]
			regs[a], regs[a+1] = v, o

		case lua.OP_SETTABLE:
			o, k, v := regs[a], rk(regs, ks, w), rk(regs, ks, w>>9)
			if tb, ok := o.(*Table); ok {
				if n, ok := k.(*SmallInt); ok && tb.meta == nil && tb.aux == nil {
					if i := uint64(n.Int() - 1); i < uint64(len(tb.arr)) && v != lua.LNil {
						tb.arr[i] = v
						continue
					}
				}
			}
			t.setIndex(o, Key(k), v)
			regs = rg.array[lb:]

		case lua.OP_SETTABLEKS:
			t.setConst(regs[a], rk(regs, ks, w), rk(regs, ks, w>>9))
			regs = rg.array[lb:]

		case lua.OP_NEWTABLE:
			tb := NewTable(int(w&0x1ff), int(w>>9)&0x1ff)
			regs[a] = tb
			if t.st.charge(tb.size()) {
				t.overMemory()
			}

		case lua.OP_SETLIST:
			n, c := int(w&0x1ff), int(w>>9)&0x1ff
			if c == 0 {
				c = int(code[pc])
				pc++
			}
			if n == 0 {
				n = rg.top - lb - a - 1
				rg.top = frameTop(cf)
			}
			tb := regs[a].(*Table)
			before := tb.size()
			tb.setList((c-1)*lua.FieldsPerFlush, regs[a+1:a+1+n])
			if t.st.charge(tb.size() - before) {
				t.overMemory()
			}

		case lua.OP_ADD:
			x, y := rk(regs, ks, w), rk(regs, ks, w>>9)
			if m, ok := x.(*SmallInt); ok {
				if n, ok := y.(*SmallInt); ok {
					regs[a] = Int(m.Int() + n.Int())
					continue
				}
			} else if m, ok := x.(lua.LNumber); ok {
				if n, ok := y.(lua.LNumber); ok {
					regs[a] = t.float(float64(m) + float64(n))
					continue
				}
			}
			v := t.arith(lua.OP_ADD, x, y)
			regs = rg.array[lb:]
			regs[a] = v

		case lua.OP_SUB:
			x, y := rk(regs, ks, w), rk(regs, ks, w>>9)
			if m, ok := x.(*SmallInt); ok {
				if n, ok := y.(*SmallInt); ok {
					regs[a] = Int(m.Int() - n.Int())
					continue
				}
			} else if m, ok := x.(lua.LNumber); ok {
				if n, ok := y.(lua.LNumber); ok {
					regs[a] = t.float(float64(m) - float64(n))
					continue
				}
			}
			v := t.arith(lua.OP_SUB, x, y)
			regs = rg.array[lb:]
			regs[a] = v

		case lua.OP_MUL:
			x, y := rk(regs, ks, w), rk(regs, ks, w>>9)
			if m, ok := x.(*SmallInt); ok {
				if n, ok := y.(*SmallInt); ok {
					regs[a] = Int(m.Int() * n.Int())
					continue
				}
			} else if m, ok := x.(lua.LNumber); ok {
				if n, ok := y.(lua.LNumber); ok {
					regs[a] = t.float(float64(m) * float64(n))
					continue
				}
			}
			v := t.arith(lua.OP_MUL, x, y)
			regs = rg.array[lb:]
			regs[a] = v

		case lua.OP_DIV, lua.OP_MOD, lua.OP_POW:
			x, y := rk(regs, ks, w), rk(regs, ks, w>>9)
			v := t.arith(int(w>>26), x, y)
			regs = rg.array[lb:]
			regs[a] = v

		case opIdiv, opBand, opBor, opBxor, opShl, opShr, opBnot:
			x, y := rk(regs, ks, w), rk(regs, ks, w>>9)
			v := t.bitop(int(w>>26), x, y)
			regs = rg.array[lb:]
			regs[a] = v

		case lua.OP_UNM:
			v := t.unm(rk(regs, ks, w))
			regs = rg.array[lb:]
			regs[a] = v

		case lua.OP_NOT:
			v := regs[w&0x1ff]
			regs[a] = lua.LBool(v == lua.LNil || v == lua.LFalse)

		case lua.OP_LEN:
			v := rk(regs, ks, w)
			if tb, ok := v.(*Table); ok && tb.meta == nil {
				regs[a] = Int(int64(len(tb.arr)))
				continue
			}
			v = t.length(v)
			regs = rg.array[lb:]
			regs[a] = v

		case lua.OP_CONCAT:
			v := t.concat(lb+int(w&0x1ff), lb+int(w>>9)&0x1ff+1)
			regs = rg.array[lb:]
			regs[a] = v

		case lua.OP_JMP:
			d := int(w&0x3ffff) - sbxBias
			if d < 0 && flag.Load() != 0 {
				t.interrupt()
				regs = rg.array[lb:]
			}
			pc += d

		case lua.OP_EQ:
			x, y := rk(regs, ks, w), rk(regs, ks, w>>9)
			var r bool
			switch m := x.(type) {
			case *SmallInt:
				n, ok := y.(*SmallInt)
				r = ok && m == n
				if !ok {
					r = RawEq(x, y) // a float may be equal
				}
			case lua.LString:
				n, ok := y.(lua.LString)
				r = ok && m == n
			default:
				r = t.equal(x, y)
				regs = rg.array[lb:]
			}
			if r != (a != 0) {
				pc++
			}

		case lua.OP_LT:
			x, y := rk(regs, ks, w), rk(regs, ks, w>>9)
			var r bool
			m, ok1 := x.(*SmallInt)
			n, ok2 := y.(*SmallInt)
			if ok1 && ok2 {
				r = m.Int() < n.Int()
			} else {
				r = t.less(x, y)
				regs = rg.array[lb:]
			}
			if r != (a != 0) {
				pc++
			}

		case lua.OP_LE:
			x, y := rk(regs, ks, w), rk(regs, ks, w>>9)
			var r bool
			m, ok1 := x.(*SmallInt)
			n, ok2 := y.(*SmallInt)
			if ok1 && ok2 {
				r = m.Int() <= n.Int()
			} else {
				r = t.lessEqual(x, y)
				regs = rg.array[lb:]
			}
			if r != (a != 0) {
				pc++
			}

		case lua.OP_TEST:
			v := regs[a]
			if (v != lua.LNil && v != lua.LFalse) == (w>>9&0x1ff == 0) {
				pc++
			}

		case lua.OP_TESTSET:
			v := regs[w&0x1ff]
			if (v != lua.LNil && v != lua.LFalse) != (w>>9&0x1ff == 0) {
				regs[a] = v
			} else {
				pc++
			}

		case lua.OP_CALL:
			if flag.Load() != 0 {
				t.interrupt()
				regs = rg.array[lb:]
			}
			ra := lb + a
			n := int(w&0x1ff) - 1
			if n < 0 {
				n = rg.top - ra - 1
			}
			f, ok := regs[a].(*lua.LFunction)
			if !ok {
				n += t.resolveCall(ra, n)
				f = rg.array[ra].(*lua.LFunction)
			}
			nf := t.push(f, ra, n, int(w>>9)&0x1ff-1)
			if f.IsG {
				rg.top = ra + 1 + n
				if !t.runGo(nf) {
					if base == nil {
						return
					}
					t.serveHere(nf)
				}
				if nf.NRet >= 0 {
					rg.top = frameTop(cf)
				}
				regs = rg.array[lb:]
				continue
			}
			t.enter(nf)
			goto frame

		case lua.OP_TAILCALL:
			if flag.Load() != 0 {
				t.interrupt()
				regs = rg.array[lb:]
			}
			ra := lb + a
			n := int(w&0x1ff) - 1
			if n < 0 {
				n = rg.top - ra - 1
			}
			f, ok := regs[a].(*lua.LFunction)
			if !ok {
				n += t.resolveCall(ra, n)
				f = rg.array[ra].(*lua.LFunction)
			}
			if !f.IsG && !t.hasTBC(lb) {
				t.replaceFrame(cf, f, ra, n)
				goto frame
			}
			// A Go function, or variables still to be closed: a call; RETURN follows.
			nf := t.push(f, ra, n, lua.MultRet)
			if f.IsG {
				rg.top = ra + 1 + n
				if !t.runGo(nf) {
					if base == nil {
						return
					}
					t.serveHere(nf)
				}
				regs = rg.array[lb:]
				continue
			}
			t.enter(nf)
			goto frame

		case lua.OP_RETURN:
			ra := lb + a
			n := int(w&0x1ff) - 1
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
			copy(rg.array[rb:], rg.array[ra:ra+n])
			if want >= 0 {
				for i := n; i < want; i++ {
					rg.array[rb+i] = lua.LNil
				}
				n = want
			}
			rg.top = rb + n
			if cf == base || parent == nil || parent.Fn.IsG {
				return
			}
			if want >= 0 {
				rg.top = frameTop(parent)
			}
			goto frame

		case lua.OP_FORPREP:
			if !t.forPrep(lb + a) {
				pc += int(w&0x3ffff) - sbxBias + 1 // behind FORLOOP
			}

		case lua.OP_FORLOOP:
			if flag.Load() != 0 {
				t.interrupt()
				regs = rg.array[lb:]
			}
			if x, ok := regs[a].(*SmallInt); ok {
				lim, step := regs[a+1].(*SmallInt).Int(), regs[a+2].(*SmallInt).Int()
				i := x.Int() + step
				if step > 0 && i <= lim || step < 0 && i >= lim {
					v := small(i)
					regs[a] = v
					regs[a+3] = v
					pc += int(w&0x3ffff) - sbxBias
				}
			} else if t.forStep(lb + a) {
				pc += int(w&0x3ffff) - sbxBias
			}

		case lua.OP_TFORLOOP:
			if flag.Load() != 0 {
				t.interrupt()
			}
			if t.forIn(lb+a, 3+int(w&0x1ff), int(w>>9)&0x1ff) {
				w = code[pc]
				pc += int(w&0x3ffff) - sbxBias
			}
			pc++
			rg.top = frameTop(cf)
			regs = rg.array[lb:]

		case lua.OP_CLOSE:
			if uv := t.uvcache; uv != nil && uv.index >= lb+a {
				t.closeUpvalues(lb + a)
			}
			if t.hasTBC(lb + a) {
				t.closeTBC(lb + a)
				regs = rg.array[lb:]
			}

		case lua.OP_CLOSURE:
			p := fn.Proto.FunctionPrototypes[w&0x3ffff]
			c := &lua.LFunction{Env: fn.Env, Proto: p}
			if n := int(p.NumUpvalues); n > 0 {
				c.Upvalues = make([]*lua.Upvalue, n)
				for i := range c.Upvalues {
					w = code[pc]
					pc++
					if b := int(w & 0x1ff); int(w>>26) == lua.OP_MOVE {
						c.Upvalues[i] = t.findUpvalue(lb + b).lua()
					} else {
						c.Upvalues[i] = fn.Upvalues[b]
					}
				}
			}
			regs[a] = c
			if t.st.charge(closureSize + 8*len(c.Upvalues)) {
				cf.Pc = pc
				t.overMemory()
			}

		case lua.OP_VARARG:
			np := int(fn.Proto.NumParameters)
			have := max(cf.NArgs-np, 0)
			n := int(w&0x1ff) - 1
			if n < 0 {
				n = have
				t.grow(lb + a + n + slack)
				regs = rg.array[lb:]
				rg.top = lb + a + n
			}
			from := cf.Base + np + 1
			m := copy(regs[a:a+n], rg.array[from:from+have])
			for ; m < n; m++ {
				regs[a+m] = lua.LNil
			}

		case opEnv:
			regs[a] = envOf(fn).v

		case opTbc, opForTbc:
			t.markTBC(lb+a, int(w>>26) == opForTbc)
		}
	}
}

// rk is a register or a constant.
func rk(regs, ks []lua.LValue, i uint32) lua.LValue {
	if i&0x100 != 0 {
		return ks[i&0xff]
	}
	return regs[i&0xff]
}
