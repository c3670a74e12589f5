package vm

import (
	"sync/atomic"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// The interpreter. While a Lua function runs, the register top is behind its
// last register (frameTop), so that a metamethod's call may be pushed there at
// any time; only between an instruction that leaves an open list of values
// (CALL, VARARG) and the one that takes it is it the end of that list.
//
// The state of the loop (registers, constants, code, pc, mode) is in machine
// registers. Before anything that is a call for the compiler, pc is kept in the
// frame, and all is loaded from there behind it (reload, result, compared): so
// nothing needs to be kept on the Go stack for each instruction. Whoever looks
// at a frame while it waits finds its Pc, too.

// slack is how far behind a frame's registers an instruction may write.
const slack = 8

// traced, set in an opcode, makes it none: the instruction is shown to the hook first.
const traced = 64

// setHook sets the hook of the fiber that t runs.
func (t *thread) setHook(h *Hook) {
	if t.hook, t.mode = h, 0; h != nil {
		t.mode = traced
	}
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
	var v lua.LValue        // of result
	var r bool              // of compared
	var until [2]*callFrame // base; as an array it takes no machine register
	until[0] = base
frame:
	cf := t.currentFrame
	code := codeAt(unsafe.SliceData(cf.Fn.Proto.Code))
	ks := valuesAt(unsafe.SliceData(cf.Fn.Proto.Constants))
	regs := t.registers(cf)
	pc := cf.Pc
	mode := t.mode
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
			*regA(regs, w) = upvalueAt(cf.Fn, opB(w)).get()

		case lua.OP_SETUPVAL:
			upvalueAt(cf.Fn, opB(w)).set(*regA(regs, w))

		case lua.OP_GETGLOBAL:
			k, g, h := konst(ks, w), envOf(cf.Fn), &t.noHint
			if w&0x3ffff <= maxHint {
				h = hintOf(code, w&0x3ffff)
			}
			if g.t != nil {
				if x := g.t.at(atomic.LoadUint32(h), k); x != nil && *x != nil {
					*regA(regs, w) = *x
					continue
				}
			}
			cf.Pc = pc
			v = t.field(g.v, k, h)
			goto result

		case lua.OP_SETGLOBAL:
			cf.Pc = pc
			t.setField(envOf(cf.Fn).v, konst(ks, w), *regA(regs, w), &t.noHint)
			goto reload

		case lua.OP_GETTABLE:
			o, k := *regB(regs, w), rkC(regs, ks, w)
			if tb, ok := o.(*Table); ok && isInt(k) {
				if i := uint64(intOf(k) - 1); i < uint64(len(tb.arr)) {
					if x := tb.arr[i]; !isNil(x) || tb.meta == nil {
						*regA(regs, w) = x
						continue
					}
				}
				cf.Pc = pc
				v = t.indexInt(tb, (*k).(*SmallInt))
				goto result
			}
			cf.Pc = pc
			v = t.index(o, *k)
			goto result

		case lua.OP_GETTABLEKS:
			o, k, h := *regB(regs, w), *regC(ks, w), hintOf(code, w>>9&0xff)
			if tb, ok := o.(*Table); ok {
				if x := tb.at(atomic.LoadUint32(h), k); x != nil && *x != nil {
					*regA(regs, w) = *x
					continue
				}
			}
			cf.Pc = pc
			v = t.field(o, k, h)
			goto result

		case lua.OP_SELF:
			o := *regB(regs, w)
			*valueAt(unsafe.Pointer(regA(regs, w)), 1) = o
			cf.Pc = pc
			if w&cConst != 0 {
				v = t.field(o, *regC(ks, w), hintOf(code, w>>9&0xff))
			} else {
				v = t.field(o, *regC(regs, w), &t.noHint)
			}
			goto result

		case lua.OP_SETTABLE:
			o, k, x := *regA(regs, w), rkB(regs, ks, w), *rkC(regs, ks, w)
			if tb, ok := o.(*Table); ok && isInt(k) && tb.meta == nil && tb.aux == nil {
				i := uint64(intOf(k) - 1)
				if i < uint64(len(tb.arr)) && (!isNil(x) || i+1 < uint64(len(tb.arr))) {
					tb.arr[i] = x
					continue
				}
				if i == uint64(len(tb.arr)) && i < uint64(cap(tb.arr)) && len(tb.ents) == 0 && !isNil(x) {
					tb.arr = append(tb.arr, x)
					continue
				}
			}
			cf.Pc = pc
			t.setIndex(o, *k, x)
			goto reload

		case lua.OP_SETTABLEKS:
			o, k, h := *regA(regs, w), *regB(ks, w), hintOf(code, w&0xff)
			x := *rkC(regs, ks, w)
			if tb, ok := o.(*Table); ok {
				if old := tb.at(atomic.LoadUint32(h), k); old != nil && tb.overwrites(old, x) {
					*old = x
					continue
				}
			}
			cf.Pc = pc
			t.setField(o, k, x, h)
			goto reload

		case opNewField:
			cf.Pc = pc
			t.newField((*regA(regs, w)).(*Table), *regB(ks, w), *rkC(regs, ks, w))
			goto reload

		case lua.OP_NEWTABLE:
			cf.Pc = pc
			t.newTable(regA(regs, w), int(opB(w)), int(opC(w)))
			goto reload

		case lua.OP_SETLIST:
			if c := int(opC(w)); c != 0 {
				cf.Pc = pc
				t.setList(cf, w, c)
			} else {
				cf.Pc = pc + 1
				t.setList(cf, w, int(word32(code, pc)))
			}
			goto reload

		case lua.OP_ADD:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if isInt(x) && isInt(y) {
				if i := intOf(x) + intOf(y); isSmall(i) {
					*regA(regs, w) = small(i)
					continue
				}
			} else if isFloat(x) && isFloat(y) && t.nnumbers > 0 {
				t.setFloat(regA(regs, w), floatOf(x)+floatOf(y))
				continue
			}
			goto arith

		case lua.OP_SUB:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if isInt(x) && isInt(y) {
				if i := intOf(x) - intOf(y); isSmall(i) {
					*regA(regs, w) = small(i)
					continue
				}
			} else if isFloat(x) && isFloat(y) && t.nnumbers > 0 {
				t.setFloat(regA(regs, w), floatOf(x)-floatOf(y))
				continue
			}
			goto arith

		case lua.OP_MUL:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if isInt(x) && isInt(y) {
				if i := intOf(x) * intOf(y); isSmall(i) {
					*regA(regs, w) = small(i)
					continue
				}
			} else if isFloat(x) && isFloat(y) && t.nnumbers > 0 {
				t.setFloat(regA(regs, w), floatOf(x)*floatOf(y))
				continue
			}
			goto arith

		case lua.OP_DIV:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if t.nnumbers > 0 {
				if isFloat(x) && isFloat(y) {
					t.setFloat(regA(regs, w), floatOf(x)/floatOf(y))
					continue
				}
				if isInt(x) && isInt(y) {
					t.setFloat(regA(regs, w), float64(intOf(x))/float64(intOf(y)))
					continue
				}
			}
			goto arith

		case lua.OP_MOD:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if !isInt(x) || !isInt(y) || intOf(y) <= 0 {
				goto arith
			}
			*regA(regs, w) = small(modPositive(intOf(x), intOf(y)))

		case opIdiv:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if !isInt(x) || !isInt(y) || intOf(y) <= 0 {
				goto arith
			}
			*regA(regs, w) = small(divPositive(intOf(x), intOf(y)))

		case opBand:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if !isInt(x) || !isInt(y) {
				goto arith
			}
			*regA(regs, w) = small(intOf(x) & intOf(y))

		case opBor:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if !isInt(x) || !isInt(y) {
				goto arith
			}
			*regA(regs, w) = small(intOf(x) | intOf(y))

		case opBxor:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if !isInt(x) || !isInt(y) {
				goto arith
			}
			*regA(regs, w) = small(intOf(x) ^ intOf(y))

		case opShl:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if !isInt(x) || !isInt(y) {
				goto arith
			}
			i := shiftLeft(intOf(x), intOf(y))
			if !isSmall(i) {
				goto arith
			}
			*regA(regs, w) = small(i)

		case opShr:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if !isInt(x) || !isInt(y) {
				goto arith
			}
			i := shiftLeft(intOf(x), -intOf(y))
			if !isSmall(i) {
				goto arith
			}
			*regA(regs, w) = small(i)

		case lua.OP_POW, opBnot:
			goto arith

		case lua.OP_UNM:
			cf.Pc = pc
			v = t.unm(*rkB(regs, ks, w))
			goto result

		case lua.OP_NOT:
			*regA(regs, w) = lua.LBool(!truth(*regB(regs, w)))

		case lua.OP_LEN:
			x := *rkB(regs, ks, w)
			if tb, ok := x.(*Table); ok && tb.meta == nil {
				*regA(regs, w) = small(int64(len(tb.arr)))
				continue
			}
			cf.Pc = pc
			v = t.length(x)
			goto result

		case lua.OP_CONCAT:
			cf.Pc = pc
			v = t.concat(cf.LocalBase+int(opB(w)), cf.LocalBase+int(opC(w))+1)
			goto result

		case lua.OP_JMP:
			if isBack(w) && t.st.sig.Load() != 0 {
				goto interrupt
			}
			pc += jump(w)

		// A test is followed by a jump, which is taken in the same step.

		case lua.OP_EQ:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if isInt(x) && isInt(y) {
				r = intOf(x) == intOf(y)
			} else if s, ok := (*x).(lua.LString); ok {
				z, ok := (*y).(lua.LString)
				r = ok && s == z
			} else if isNil(*x) || isNil(*y) {
				r = isNil(*x) && isNil(*y)
			} else {
				cf.Pc = pc
				r = t.equal(*x, *y)
				goto compared
			}
			if r == (opA(w) != 0) {
				goto branch
			}
			pc++

		case lua.OP_LT:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if isInt(x) && isInt(y) {
				r = intOf(x) < intOf(y)
			} else if isFloat(x) && isFloat(y) {
				r = floatOf(x) < floatOf(y)
			} else {
				cf.Pc = pc
				r = t.less(*x, *y)
				goto compared
			}
			if r == (opA(w) != 0) {
				goto branch
			}
			pc++

		case lua.OP_LE:
			x, y := rkB(regs, ks, w), rkC(regs, ks, w)
			if isInt(x) && isInt(y) {
				r = intOf(x) <= intOf(y)
			} else if isFloat(x) && isFloat(y) {
				r = floatOf(x) <= floatOf(y)
			} else {
				cf.Pc = pc
				r = t.lessEqual(*x, *y)
				goto compared
			}
			if r == (opA(w) != 0) {
				goto branch
			}
			pc++

		case lua.OP_TEST:
			x := *regA(regs, w)
			if truth(x) == (opC(w) != 0) {
				goto branch
			}
			pc++

		case lua.OP_TESTSET:
			x := *regB(regs, w)
			if truth(x) == (opC(w) != 0) {
				*regA(regs, w) = x
				goto branch
			}
			pc++

		case lua.OP_CALL:
			cf.Pc = pc
			if t.st.sig.Load() != 0 {
				t.interrupt()
				regs = t.registers(cf)
			}
			f, ok := (*regA(regs, w)).(*lua.LFunction)
			if !ok {
				nf := t.pushOp(cf, w, int(opC(w))-1)
				if !nf.Fn.IsG {
					t.enter(nf)
					goto frame
				}
				ok = t.runGo(nf)
			} else if f.IsG {
				ok = t.callGo(cf, f, w)
			} else {
				t.callLua(cf, f, w)
				goto frame
			}
			if !ok {
				if until[0] == nil {
					return
				}
				t.serveHere(t.currentFrame)
			}
			if opC(word32(code, cf.Pc-1)) != 0 {
				t.reg.top = frameTop(cf)
			}
			goto reload

		case lua.OP_TAILCALL:
			cf.Pc = pc
			if t.st.sig.Load() != 0 {
				t.interrupt()
			}
			nf := t.pushOp(cf, w, lua.MultRet)
			switch {
			case !nf.Fn.IsG && !t.hasTBC(cf.LocalBase):
				t.replaceFrame(cf, nf)
				goto frame
			case !nf.Fn.IsG: // variables still to be closed: a call; RETURN follows
				t.enter(nf)
				goto frame
			}
			if !t.runGo(nf) {
				if until[0] == nil {
					return
				}
				t.serveHere(nf)
			}
			goto reload

		case lua.OP_RETURN:
			cf.Pc = pc
			if t.ret(cf, w) || cf == until[0] {
				return
			}
			goto frame

		case lua.OP_FORPREP:
			cf.Pc = pc
			if !t.forPrep(cf.LocalBase + int(opA(w))) {
				cf.Pc += jump(w) + 1 // behind FORLOOP
			}
			goto reload

		case lua.OP_FORLOOP:
			a := regA(regs, w)
			if isInt(a) {
				limit, step := intOf(valueAt(unsafe.Pointer(a), 1)), intOf(valueAt(unsafe.Pointer(a), 2))
				i := intOf(a) + step
				if step > 0 && i <= limit || step < 0 && i >= limit {
					setSmall(a, i)
					*valueAt(unsafe.Pointer(a), 3) = small(i)
					if t.st.sig.Load() != 0 {
						goto interrupt
					}
					pc += jump(w)
				}
				continue
			}
			cf.Pc = pc
			if t.forStep(a) {
				if t.st.sig.Load() != 0 {
					t.interrupt()
				}
				cf.Pc += jump(word32(code, cf.Pc-1))
			}
			goto reload

		case lua.OP_TFORLOOP:
			cf.Pc = pc
			if t.st.sig.Load() != 0 {
				t.interrupt()
			}
			if t.forIn(cf.LocalBase+int(opA(w)), 3+int(opB(w)), int(opC(w))) {
				cf.Pc += jump(word32(code, cf.Pc))
			}
			cf.Pc++
			t.reg.top = frameTop(cf)
			goto reload

		case lua.OP_CLOSE:
			i := cf.LocalBase + int(opA(w))
			if uv := t.uvcache; uv != nil && uv.index >= i {
				t.closeUpvalues(i)
			}
			cf.Pc = pc
			t.closeTBC(i)
			goto reload

		case lua.OP_CLOSURE:
			p := cf.Fn.Proto.FunctionPrototypes[w&0x3ffff]
			cf.Pc = pc + int(p.NumUpvalues)
			t.closure(cf, regA(regs, w), p, unsafe.Add(code, pc*4))
			goto reload

		case lua.OP_VARARG:
			cf.Pc = pc
			t.vararg(cf, int(opA(w)), int(opB(w))-1)
			goto reload

		case opEnv:
			*regA(regs, w) = envOf(cf.Fn).v

		case opTbc, opForTbc:
			cf.Pc = pc
			t.markTBC(cf.LocalBase+int(opA(w)), op == opForTbc)
			goto reload

		default: // traced
			cf.Pc = pc
			t.trace()
			regs, pc, mode = t.registers(cf), cf.Pc, t.mode
			w = word32(code, pc-1)
			op = int(w >> opShift)
			goto again
		}
		continue

	branch:
		w = word32(code, pc)
		pc++
		if isBack(w) && t.st.sig.Load() != 0 {
			goto interrupt
		}
		pc += jump(w)
		continue

	interrupt: // then jump as the instruction says
		cf.Pc = pc
		t.interrupt()
		cf.Pc += jump(word32(code, cf.Pc-1))
		goto reload

	compared: // the condition of the test at cf.Pc is r
		regs, pc, mode = t.registers(cf), cf.Pc, t.mode
		if r == (opA(word32(code, pc-1)) != 0) {
			goto branch
		}
		pc++
		continue

	arith:
		cf.Pc = pc
		v = t.operate(int(w>>opShift), rkB(regs, ks, w), rkC(regs, ks, w))

	result: // v goes to register A of the instruction at cf.Pc
		regs, pc, mode = t.registers(cf), cf.Pc, t.mode
		*regA(regs, word32(code, pc-1)) = v
		continue

	reload:
		regs, pc, mode = t.registers(cf), cf.Pc, t.mode
	}
}
