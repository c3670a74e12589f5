package vm

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// The interpreter. While a Lua function runs, the register top is behind its
// last register (frameTop), so that a metamethod's call may be pushed there at
// any time; only between an instruction that leaves an open list of values
// (CALL, VARARG) and the one that takes it is it the end of that list.
//
// The program counter is in a variable; a frame's Pc is set before anything
// that may raise an error, call, or be asked where it is. What may move the
// registers (any call) is followed by a new look at where they are.

// slack is how far behind a frame's registers an instruction may write.
const slack = 8

// traced, set in an opcode, makes it none: the instruction is shown to the hook first.
const traced = 64

func (t *thread) tracing() int {
	if t.hook != nil {
		return traced
	}
	return 0
}

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

func (t *thread) registers(cf *callFrame) valuesAt {
	return unsafe.Pointer(&t.reg.array[cf.LocalBase])
}

// execute runs the current frame, and what it calls, until base returns. Without
// a base (drive) it runs until it meets a Go function, or nothing: one that has
// called the frame that returned, or one that asks for something.
func (t *thread) execute(base *callFrame) {
frame:
	cf := t.currentFrame
	code := codeAt(unsafe.SliceData(cf.Fn.Proto.Code))
	ks := valuesAt(unsafe.SliceData(cf.Fn.Proto.Constants))
	regs := t.registers(cf)
	pc := cf.Pc
	mode := t.tracing()
	for {
		w := word32(code, pc)
		pc++
		op := int(w>>opShift) | mode
	again:
		switch op {
		case lua.OP_MOVE:
			*regA(regs, w) = *regB(regs, w)

		case lua.OP_LOADK:
			*regA(regs, w) = konst(ks, w)

		case opLoadKX:
			*regA(regs, w) = *valueAt(ks, word32(code, pc))
			pc++

		case lua.OP_LOADBOOL:
			*regA(regs, w) = lua.LBool(opB(w) != 0)
			if opC(w) != 0 {
				pc++
			}

		case lua.OP_LOADNIL:
			for a, b := opA(w), opB(w); a <= b; a++ {
				*valueAt(regs, a) = lua.LNil
			}

		case lua.OP_GETUPVAL:
			*regA(regs, w) = upvalueOf(cf.Fn.Upvalues[opB(w)]).get()

		case lua.OP_SETUPVAL:
			upvalueOf(cf.Fn.Upvalues[opB(w)]).set(*regA(regs, w))

		case lua.OP_GETGLOBAL:
			k, g := konst(ks, w), envOf(cf.Fn)
			if g.t != nil {
				if v := g.t.constant(k); v != nil {
					*regA(regs, w) = v
					continue
				}
			}
			cf.Pc = pc
			v := t.getConst(g.v, k)
			regs = t.registers(cf)
			*regA(regs, w) = v

		case lua.OP_SETGLOBAL:
			cf.Pc = pc
			t.setConst(envOf(cf.Fn).v, konst(ks, w), *regA(regs, w))
			regs = t.registers(cf)

		case lua.OP_GETTABLE:
			o, k := *regB(regs, w), rkC(regs, ks, w)
			if tb, ok := o.(*Table); ok {
				if n, ok := k.(*SmallInt); ok {
					if i := uint64(n.Int() - 1); i < uint64(len(tb.arr)) {
						if v := tb.arr[i]; v != lua.LNil || tb.meta == nil {
							*regA(regs, w) = v
							continue
						}
					}
				}
			}
			cf.Pc = pc
			v := t.index(o, Key(k))
			regs = t.registers(cf)
			*regA(regs, w) = v

		case lua.OP_GETTABLEKS:
			o, k := *regB(regs, w), *regC(ks, w)
			if tb, ok := o.(*Table); ok {
				if v := tb.constant(k); v != nil {
					*regA(regs, w) = v
					continue
				}
			}
			cf.Pc = pc
			v := t.getConst(o, k)
			regs = t.registers(cf)
			*regA(regs, w) = v

		case lua.OP_SELF:
			o, k := *regB(regs, w), rkC(regs, ks, w)
			cf.Pc = pc
			v := t.getConst(o, k)
			regs = t.registers(cf)
			r := regA(regs, w)
			*r, *valueAt(unsafe.Pointer(r), 1) = v, o

		case lua.OP_SETTABLE:
			o, k, v := *regA(regs, w), rkB(regs, ks, w), rkC(regs, ks, w)
			if tb, ok := o.(*Table); ok {
				if n, ok := k.(*SmallInt); ok && tb.meta == nil && tb.aux == nil {
					if i := uint64(n.Int() - 1); i < uint64(len(tb.arr)) && v != lua.LNil {
						tb.arr[i] = v
						continue
					}
				}
			}
			cf.Pc = pc
			t.setIndex(o, Key(k), v)
			regs = t.registers(cf)

		case lua.OP_SETTABLEKS:
			cf.Pc = pc
			t.setConst(*regA(regs, w), *regB(ks, w), rkC(regs, ks, w))
			regs = t.registers(cf)

		case lua.OP_NEWTABLE:
			tb := NewTable(int(opB(w)), int(opC(w)))
			*regA(regs, w) = tb
			if t.st.charge(tb.size()) {
				cf.Pc = pc
				t.overMemory()
			}

		case lua.OP_SETLIST:
			cf.Pc = pc
			if c := int(opC(w)); c != 0 {
				t.setList(cf, w, c)
			} else {
				t.setList(cf, w, int(word32(code, pc)))
				pc++
			}

		case lua.OP_ADD:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if m, ok := x.(*SmallInt); ok {
				if n, ok := y.(*SmallInt); ok {
					if i := m.Int() + n.Int(); isSmall(i) {
						*regA(regs, w) = small(i)
						continue
					}
				}
			} else if m, ok := x.(lua.LNumber); ok {
				if n, ok := y.(lua.LNumber); ok {
					*regA(regs, w) = t.float(float64(m) + float64(n))
					continue
				}
			}
			goto arith

		case lua.OP_SUB:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if m, ok := x.(*SmallInt); ok {
				if n, ok := y.(*SmallInt); ok {
					if i := m.Int() - n.Int(); isSmall(i) {
						*regA(regs, w) = small(i)
						continue
					}
				}
			} else if m, ok := x.(lua.LNumber); ok {
				if n, ok := y.(lua.LNumber); ok {
					*regA(regs, w) = t.float(float64(m) - float64(n))
					continue
				}
			}
			goto arith

		case lua.OP_MUL:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if m, ok := x.(*SmallInt); ok {
				if n, ok := y.(*SmallInt); ok {
					if i := m.Int() * n.Int(); isSmall(i) {
						*regA(regs, w) = small(i)
						continue
					}
				}
			} else if m, ok := x.(lua.LNumber); ok {
				if n, ok := y.(lua.LNumber); ok {
					*regA(regs, w) = t.float(float64(m) * float64(n))
					continue
				}
			}
			goto arith

		case lua.OP_DIV:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if m, ok := x.(lua.LNumber); ok {
				if n, ok := y.(lua.LNumber); ok {
					*regA(regs, w) = t.float(float64(m) / float64(n))
					continue
				}
			} else if m, ok := x.(*SmallInt); ok {
				if n, ok := y.(*SmallInt); ok {
					*regA(regs, w) = t.float(float64(m.Int()) / float64(n.Int()))
					continue
				}
			}
			goto arith

		case lua.OP_MOD:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if m, ok := x.(*SmallInt); ok {
				if n, ok := y.(*SmallInt); ok && n.Int() > 0 {
					*regA(regs, w) = small(modPositive(m.Int(), n.Int()))
					continue
				}
			}
			goto arith

		case opIdiv:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if m, ok := x.(*SmallInt); ok {
				if n, ok := y.(*SmallInt); ok && n.Int() > 0 {
					*regA(regs, w) = small(divPositive(m.Int(), n.Int()))
					continue
				}
			}
			goto arith

		case opBand:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if m, ok := x.(*SmallInt); ok {
				if n, ok := y.(*SmallInt); ok {
					*regA(regs, w) = small(m.Int() & n.Int())
					continue
				}
			}
			goto arith

		case opBor:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if m, ok := x.(*SmallInt); ok {
				if n, ok := y.(*SmallInt); ok {
					*regA(regs, w) = small(m.Int() | n.Int())
					continue
				}
			}
			goto arith

		case opBxor:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if m, ok := x.(*SmallInt); ok {
				if n, ok := y.(*SmallInt); ok {
					*regA(regs, w) = small(m.Int() ^ n.Int())
					continue
				}
			}
			goto arith

		case lua.OP_POW, opShl, opShr, opBnot:
			goto arith

		case lua.OP_UNM:
			cf.Pc = pc
			v := t.unm(rkB(regs, ks, w))
			regs = t.registers(cf)
			*regA(regs, w) = v

		case lua.OP_NOT:
			v := *regB(regs, w)
			*regA(regs, w) = lua.LBool(v == lua.LNil || v == lua.LFalse)

		case lua.OP_LEN:
			v := rkB(regs, ks, w)
			if tb, ok := v.(*Table); ok && tb.meta == nil {
				*regA(regs, w) = small(int64(len(tb.arr)))
				continue
			}
			cf.Pc = pc
			v = t.length(v)
			regs = t.registers(cf)
			*regA(regs, w) = v

		case lua.OP_CONCAT:
			cf.Pc = pc
			v := t.concat(cf.LocalBase+int(opB(w)), cf.LocalBase+int(opC(w))+1)
			regs = t.registers(cf)
			*regA(regs, w) = v

		case lua.OP_JMP:
			d := jump(w)
			if d < 0 && t.st.sig.Load() != 0 {
				cf.Pc = pc
				t.interrupt()
				regs = t.registers(cf)
			}
			pc += d

		// A test is followed by a jump, which is taken in the same step.

		case lua.OP_EQ:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			var r bool
			switch m := x.(type) {
			case *SmallInt:
				n, ok := y.(*SmallInt)
				if r = ok && m == n; !ok {
					r = RawEq(x, y) // a float may be equal
				}
			case lua.LString:
				n, ok := y.(lua.LString)
				r = ok && m == n
			case *lua.LNilType:
				r = x == y
			default:
				cf.Pc = pc
				r = t.equal(x, y)
				regs = t.registers(cf)
			}
			if r == (opA(w) != 0) {
				goto branch
			}
			pc++

		case lua.OP_LT:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			var r bool
			if m, n, ok := smalls(x, y); ok {
				r = m < n
			} else {
				cf.Pc = pc
				r = t.less(x, y)
				regs = t.registers(cf)
			}
			if r == (opA(w) != 0) {
				goto branch
			}
			pc++

		case lua.OP_LE:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			var r bool
			if m, n, ok := smalls(x, y); ok {
				r = m <= n
			} else {
				cf.Pc = pc
				r = t.lessEqual(x, y)
				regs = t.registers(cf)
			}
			if r == (opA(w) != 0) {
				goto branch
			}
			pc++

		case lua.OP_TEST:
			v := *regA(regs, w)
			if (v != lua.LNil && v != lua.LFalse) == (w&(0x1ff<<9) != 0) {
				goto branch
			}
			pc++

		case lua.OP_TESTSET:
			v := *regB(regs, w)
			if (v != lua.LNil && v != lua.LFalse) == (w&(0x1ff<<9) != 0) {
				*regA(regs, w) = v
				goto branch
			}
			pc++

		case lua.OP_CALL:
			cf.Pc = pc
			if t.st.sig.Load() != 0 {
				t.interrupt()
				regs = t.registers(cf)
			}
			ra := cf.LocalBase + int(opA(w))
			n := int(opB(w)) - 1
			if n < 0 {
				n = t.reg.top - ra - 1
			}
			f, ok := (*regA(regs, w)).(*lua.LFunction)
			if !ok {
				n += t.resolveCall(ra, n)
				f = t.reg.array[ra].(*lua.LFunction)
			}
			nf := t.push(f, ra, n, int(opC(w))-1)
			if f.IsG {
				t.reg.top = ra + 1 + n
				if !t.runGo(nf) {
					if base == nil {
						return
					}
					t.serveHere(nf)
				}
				if nf.NRet >= 0 {
					t.reg.top = frameTop(cf)
				}
				regs = t.registers(cf)
				mode = t.tracing()
				continue
			}
			t.enter(nf)
			goto frame

		case lua.OP_TAILCALL:
			cf.Pc = pc
			if t.st.sig.Load() != 0 {
				t.interrupt()
				regs = t.registers(cf)
			}
			ra := cf.LocalBase + int(opA(w))
			n := int(opB(w)) - 1
			if n < 0 {
				n = t.reg.top - ra - 1
			}
			f, ok := (*regA(regs, w)).(*lua.LFunction)
			if !ok {
				n += t.resolveCall(ra, n)
				f = t.reg.array[ra].(*lua.LFunction)
			}
			if !f.IsG && !t.hasTBC(cf.LocalBase) {
				t.replaceFrame(cf, f, ra, n)
				goto frame
			}
			// A Go function, or variables still to be closed: a call; RETURN follows.
			nf := t.push(f, ra, n, lua.MultRet)
			if f.IsG {
				t.reg.top = ra + 1 + n
				if !t.runGo(nf) {
					if base == nil {
						return
					}
					t.serveHere(nf)
				}
				regs = t.registers(cf)
				mode = t.tracing()
				continue
			}
			t.enter(nf)
			goto frame

		case lua.OP_RETURN:
			cf.Pc = pc
			if t.ret(cf, w) || cf == base {
				return
			}
			goto frame

		case lua.OP_FORPREP:
			cf.Pc = pc
			if !t.forPrep(cf.LocalBase + int(opA(w))) {
				pc += jump(w) + 1 // behind FORLOOP
			}

		case lua.OP_FORLOOP:
			if t.st.sig.Load() != 0 {
				cf.Pc = pc
				t.interrupt()
				regs = t.registers(cf)
			}
			r := regA(regs, w)
			if x, ok := (*r).(*SmallInt); ok {
				limit, step := smallAt(r, 1).Int(), smallAt(r, 2).Int()
				i := x.Int() + step
				if step > 0 && i <= limit || step < 0 && i >= limit {
					setSmall(r, i)
					*valueAt(unsafe.Pointer(r), 3) = small(i)
					pc += jump(w)
				}
			} else if t.forStep(cf.LocalBase + int(opA(w))) {
				pc += jump(w)
			}

		case lua.OP_TFORLOOP:
			cf.Pc = pc
			if t.st.sig.Load() != 0 {
				t.interrupt()
			}
			if t.forIn(cf.LocalBase+int(opA(w)), 3+int(opB(w)), int(opC(w))) {
				pc += jump(word32(code, pc))
			}
			pc++
			t.reg.top = frameTop(cf)
			regs = t.registers(cf)
			mode = t.tracing()

		case lua.OP_CLOSE:
			i := cf.LocalBase + int(opA(w))
			if uv := t.uvcache; uv != nil && uv.index >= i {
				t.closeUpvalues(i)
			}
			if t.hasTBC(i) {
				cf.Pc = pc
				t.closeTBC(i)
				regs = t.registers(cf)
			}

		case lua.OP_CLOSURE:
			c := t.closure(cf, cf.Fn.Proto.FunctionPrototypes[w&0x3ffff], unsafe.Add(code, pc*4))
			*regA(regs, w) = c
			pc += len(c.Upvalues)
			if t.st.charge(closureSize + 8*len(c.Upvalues)) {
				cf.Pc = pc
				t.overMemory()
			}

		case lua.OP_VARARG:
			cf.Pc = pc
			t.vararg(cf, int(opA(w)), int(opB(w))-1)
			regs = t.registers(cf)

		case opEnv:
			*regA(regs, w) = envOf(cf.Fn).v

		case opTbc, opForTbc:
			cf.Pc = pc
			t.markTBC(cf.LocalBase+int(opA(w)), op == opForTbc)

		default: // traced
			cf.Pc = pc
			t.trace()
			regs = t.registers(cf)
			mode = t.tracing()
			op &= traced - 1
			goto again
		}
		continue

	branch:
		{
			d := jump(word32(code, pc))
			pc++
			if d < 0 && t.st.sig.Load() != 0 {
				cf.Pc = pc
				t.interrupt()
				regs = t.registers(cf)
			}
			pc += d
			continue
		}

	arith:
		cf.Pc = pc
		v := t.operate(int(w>>opShift), rkB(regs, ks, w), rkC(regs, ks, w))
		regs = t.registers(cf)
		*regA(regs, w) = v
	}
}
