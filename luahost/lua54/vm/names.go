package vm

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"
)

// Names of values for error messages, found by looking at the code around the
// instruction that runs: "local 'x'", "field 'y'", "global 'print'" ...

// localName is the name of the local variable in a register at pc, or "".
func localName(p *lua.FunctionProto, reg, pc int) string {
	for _, l := range p.DbgLocals {
		if l.StartPc > pc {
			break
		}
		if pc < l.EndPc {
			if reg == 0 {
				return l.Name
			}
			reg--
		}
	}
	return ""
}

// keyOf is the text of an RK operand that is a constant string, maybe loaded into a register.
func keyOf(p *lua.FunctionProto, pc, i int) string {
	if i&0x100 != 0 {
		if s, ok := p.Constants[i&0xff].(lua.LString); ok {
			return string(s)
		}
	} else if kind, s := registerName(p, pc, i); kind == "constant" {
		return s
	}
	return "?"
}

// registerName finds what put the value into a register before pc: kind and name.
func registerName(p *lua.FunctionProto, pc, reg int) (kind, name string) {
	if s := localName(p, reg, pc); s != "" {
		return "local", s
	}
	at := setBy(p, pc, reg)
	if at < 0 {
		return "", ""
	}
	w := p.Code[at]
	b, c := int(w&0x1ff), int(w>>9)&0x1ff
	switch int(w >> 26) {
	case lua.OP_MOVE:
		if b < reg {
			return registerName(p, at, b)
		}
	case lua.OP_GETUPVAL:
		return "upvalue", upvalueName(p, b)
	case lua.OP_GETGLOBAL:
		return "global", p.Constants[w&0x3ffff].String()
	case lua.OP_GETTABLE, lua.OP_GETTABLEKS:
		kind, name = "field", keyOf(p, at, c)
		if c&0x100 != 0 {
			if i, _, k := Num(p.Constants[c&0xff]); k == Integer && i >= 0 && i < 256 {
				name = "integer index"
			}
		}
		if k, t := registerName(p, at, b); t == "_ENV" && (k == "local" || k == "upvalue") {
			kind = "global"
		}
		return kind, name
	case opEnv:
		return "upvalue", "_ENV"
	case lua.OP_SELF:
		return "method", keyOf(p, at, c)
	case lua.OP_LOADK, opLoadKX:
		i := w & 0x3ffff
		if int(w>>26) == opLoadKX {
			i = p.Code[at+1]
		}
		if s, ok := p.Constants[i].(lua.LString); ok {
			return "constant", string(s)
		}
	}
	return "", ""
}

func upvalueName(p *lua.FunctionProto, i int) string {
	if i < len(p.DbgUpvalues) {
		return p.DbgUpvalues[i]
	}
	return "?"
}

// setBy is the last instruction before pc that sets a register whatever path was taken, -1: unknown.
func setBy(p *lua.FunctionProto, pc, reg int) int {
	last, jumpTo := -1, 0
	for i := 0; i < pc; i++ {
		w := p.Code[i]
		a, b := int(w>>18)&0xff, int(w&0x1ff)
		sets := false
		switch op := int(w >> 26); op {
		case lua.OP_LOADNIL:
			sets = a <= reg && reg <= b
		case lua.OP_TFORLOOP:
			sets = reg >= a+2
		case lua.OP_CALL, lua.OP_TAILCALL:
			sets = reg >= a
		case lua.OP_JMP:
			if d := i + 1 + int(w&0x3ffff) - sbxBias; d <= pc && d > jumpTo {
				jumpTo = d
			}
		case lua.OP_SELF:
			sets = reg == a || reg == a+1
		case lua.OP_VARARG:
			sets = reg >= a && (b == 0 || reg < a+b-1)
		case lua.OP_CLOSURE:
			sets = reg == a
			if sets {
				last = i
			}
			i += int(p.FunctionPrototypes[w&0x3ffff].NumUpvalues)
			continue
		case lua.OP_SETLIST:
			if w>>9&0x1ff == 0 {
				i++
			}
		case opLoadKX:
			if sets = reg == a; sets {
				last = i
			}
			i++
			continue
		case lua.OP_SETGLOBAL, lua.OP_SETUPVAL, lua.OP_SETTABLE, lua.OP_SETTABLEKS, opNewField, lua.OP_EQ, lua.OP_LT, lua.OP_LE,
			lua.OP_TEST, lua.OP_RETURN, lua.OP_CLOSE, opTbc, opForTbc:
		case lua.OP_FORLOOP, lua.OP_FORPREP:
			sets = reg >= a && reg <= a+3
		default:
			sets = reg == a
		}
		if sets {
			last = i
			if i < jumpTo { // a jump may have come past it
				last = -1
			}
		}
	}
	return last
}

func describe(kind, name string) string {
	if kind == "" {
		return ""
	}
	return fmt.Sprintf(" (%s '%s')", kind, name)
}

// luaFrame is the running function if it is a Lua function.
func (t *thread) luaFrame() *callFrame {
	if f := t.currentFrame; f != nil && !f.Fn.IsG && f.Pc > 0 {
		return f
	}
	return nil
}

// operandName names the first or second operand of the running instruction.
func (t *thread) operandName(second bool) string {
	f := t.luaFrame()
	if f == nil {
		return ""
	}
	p := f.Fn.Proto
	w := p.Code[f.Pc-1]
	b, c := int(w&0x1ff), int(w>>9)&0x1ff
	switch int(w >> 26) {
	case lua.OP_FORPREP, lua.OP_CONCAT, lua.OP_CALL, lua.OP_TAILCALL, lua.OP_TFORLOOP, lua.OP_SELF:
		return ""
	case lua.OP_UNM, lua.OP_LEN:
		second = false
	}
	if second {
		b = c
	}
	return t.rkName(f, b)
}

// rkName names an RK operand.
func (t *thread) rkName(f *callFrame, i int) string {
	p := f.Fn.Proto
	if i&0x100 != 0 {
		if s, ok := p.Constants[i&0xff].(lua.LString); ok {
			return describe("constant", string(s))
		}
		return ""
	}
	return describe(registerName(p, f.Pc-1, i))
}

// indexedName names o, of which the running instruction wanted field k.
func (t *thread) indexedName(o, k lua.LValue) string {
	f := t.luaFrame()
	if f == nil {
		return keyName(k)
	}
	p := f.Fn.Proto
	w := p.Code[f.Pc-1]
	r := -1
	switch int(w >> 26) {
	case lua.OP_GETTABLE, lua.OP_GETTABLEKS, lua.OP_SELF:
		r = int(w & 0x1ff)
	case lua.OP_SETTABLE, lua.OP_SETTABLEKS:
		r = int(w>>18) & 0xff
	case lua.OP_GETGLOBAL, lua.OP_SETGLOBAL:
		return " (upvalue '_ENV')"
	}
	if r < 0 || t.reg.array[f.LocalBase+r] != o {
		return keyName(k) // further down a chain of __index
	}
	if s := describe(registerName(p, f.Pc-1, r)); s != "" {
		return s
	}
	return keyName(k)
}

func keyName(k lua.LValue) string {
	if s, ok := k.(lua.LString); ok {
		return describe("field", string(s))
	}
	return ""
}

// calleeName names the value in register at that can't be called.
func (t *thread) calleeName(at int) string {
	f := t.luaFrame()
	if f == nil {
		return ""
	}
	p := f.Fn.Proto
	w := p.Code[f.Pc-1]
	a := int(w>>18) & 0xff
	switch int(w >> 26) {
	case lua.OP_CALL, lua.OP_TAILCALL:
		if f.LocalBase+a == at {
			return describe(registerName(p, f.Pc-1, a))
		}
	case lua.OP_TFORLOOP:
		return describe("for iterator", "for iterator")
	}
	if kind, name := metamethodName(w); kind != "" {
		return describe(kind, name)
	}
	return ""
}

// metamethodName names the function that an instruction calls by itself.
func metamethodName(w uint32) (kind, name string) {
	ev := -1
	switch op := int(w >> 26); op {
	case lua.OP_GETTABLE, lua.OP_GETTABLEKS, lua.OP_SELF, lua.OP_GETGLOBAL:
		ev = mIndex
	case lua.OP_SETTABLE, lua.OP_SETTABLEKS, lua.OP_SETGLOBAL:
		ev = mNewindex
	case lua.OP_UNM:
		ev = mUnm
	case lua.OP_LEN:
		ev = mLen
	case lua.OP_CONCAT:
		ev = mConcat
	case lua.OP_EQ:
		ev = mEq
	case lua.OP_LT:
		ev = mLt
	case lua.OP_LE:
		ev = mLe
	case lua.OP_CLOSE, lua.OP_RETURN:
		ev = mClose
	default:
		if op >= lua.OP_ADD && op <= lua.OP_POW {
			ev = arithEvent(op)
		} else if op >= opIdiv && op <= opBnot {
			ev = mIdiv + op - opIdiv
		}
	}
	if ev < 0 {
		return "", ""
	}
	return "metamethod", eventNames[ev]
}

// functionName tells how the function of frame f was called: "method", "field",
// "global", "local", "upvalue", "metamethod", "for iterator" and its name.
func (t *thread) functionName(f *callFrame) (kind, name string) {
	up := f.Parent
	if up != nil && t.hooked.at == up {
		return "hook", "?"
	}
	if up != nil && t.finalizer == up {
		return "metamethod", "__gc"
	}
	if f.TailCall > 0 || up == nil || up.Fn.IsG || up.Pc == 0 {
		return "", ""
	}
	p := up.Fn.Proto
	w := p.Code[up.Pc-1]
	switch int(w >> 26) {
	case lua.OP_CALL, lua.OP_TAILCALL:
		if a := int(w>>18) & 0xff; up.LocalBase+a == f.Base {
			return registerName(p, up.Pc-1, a)
		}
		return "", ""
	case lua.OP_TFORLOOP:
		return "for iterator", "for iterator"
	}
	return metamethodName(w)
}

// globalName finds a function among the globals, in their tables, and in the
// modules that were required: "print", "string.rep", "cjson.encode".
func (t *thread) globalName(f *lua.LFunction) string {
	look := func(tb *Table) string {
		for k, v := range tb.Rest {
			if s, ok := k.(lua.LString); ok && v == f {
				return string(s)
			}
		}
		return ""
	}
	g := t.st.globals
	if s := look(g); s != "" {
		return s
	}
	places := []*Table{g}
	if p, ok := g.RawGetString("package").(*Table); ok {
		if loaded, ok := p.RawGetString("loaded").(*Table); ok {
			places = append(places, loaded)
		}
	}
	for _, place := range places {
		for k, v := range place.Rest {
			if lib, ok := v.(*Table); ok && lib != g {
				if s := look(lib); s != "" {
					return k.String() + "." + s
				}
			}
		}
	}
	return ""
}
