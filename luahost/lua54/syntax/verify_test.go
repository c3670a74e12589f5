package syntax

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"
)

// verify checks that code can't leave its registers, constants, upvalues and
// itself, whatever it is run on.
func verify(p *lua.FunctionProto) error {
	if len(p.Code) != len(p.DbgSourcePositions) {
		return fmt.Errorf("%d words, %d lines", len(p.Code), len(p.DbgSourcePositions))
	}
	regs, nk := int(p.NumUsedRegisters), len(p.Constants)
	start := make([]bool, len(p.Code)) // words that are instructions
	type jump struct{ from, to int }
	var jumps []jump
	for pc := 0; pc < len(p.Code); pc++ {
		start[pc] = true
		w := p.Code[pc]
		op, a, b, c, bx := opcode(w), int(w>>18&0xff), int(w&0x1ff), int(w>>9&0x1ff), int(w&maxBx)
		at := pc
		bad := ""
		reg := func(r int) {
			if r < 0 || r >= regs {
				bad = fmt.Sprintf("register %d of %d", r, regs)
			}
		}
		rk := func(x int) {
			if x&constFlag == 0 {
				reg(x)
			} else if x&0xff >= nk {
				bad = fmt.Sprintf("constant %d of %d", x&0xff, nk)
			}
		}
		konst := func(k int) {
			if k >= nk {
				bad = fmt.Sprintf("constant %d of %d", k, nk)
			}
		}
		upval := func(u int) {
			if u >= int(p.NumUpvalues) {
				bad = fmt.Sprintf("upvalue %d of %d", u, p.NumUpvalues)
			}
		}
		switch op {
		case lua.OP_MOVE, lua.OP_NOT, lua.OP_LEN, lua.OP_UNM:
			reg(a)
			reg(b)
		case lua.OP_LOADNIL:
			reg(a)
			reg(b)
			if b < a {
				bad = "no register"
			}
		case lua.OP_LOADK, lua.OP_GETGLOBAL, lua.OP_SETGLOBAL:
			reg(a)
			konst(bx)
		case OpLoadKX:
			reg(a)
			pc++
			konst(int(p.Code[pc]))
		case lua.OP_LOADBOOL:
			reg(a)
			if c != 0 {
				jumps = append(jumps, jump{pc, pc + 2})
			}
		case lua.OP_GETUPVAL, lua.OP_SETUPVAL:
			reg(a)
			upval(b)
		case lua.OP_GETTABLE, lua.OP_GETTABLEKS:
			reg(a)
			reg(b)
			rk(c)
		case lua.OP_SELF:
			reg(a + 1)
			reg(b)
			rk(c)
		case lua.OP_SETTABLE, lua.OP_SETTABLEKS, OpNewField, OpBnot,
			lua.OP_ADD, lua.OP_SUB, lua.OP_MUL, lua.OP_DIV, lua.OP_MOD, lua.OP_POW, OpIdiv, OpBand, OpBor, OpBxor, OpShl, OpShr:
			reg(a)
			rk(b)
			rk(c)
		case lua.OP_NEWTABLE, lua.OP_CLOSE, OpEnv, OpTbc, OpForTbc:
			reg(a)
		case lua.OP_CONCAT:
			reg(a)
			reg(b)
			reg(c)
			if c <= b {
				bad = "nothing to concatenate"
			}
		case lua.OP_JMP:
			jumps = append(jumps, jump{pc, pc + 1 + bx - jumpBias})
		case lua.OP_EQ, lua.OP_LT, lua.OP_LE:
			rk(b)
			rk(c)
			if opcode(p.Code[pc+1]) != lua.OP_JMP {
				bad = "test without a jump"
			}
		case lua.OP_TEST, lua.OP_TESTSET:
			reg(a)
			if op == lua.OP_TESTSET {
				reg(b)
			}
			if opcode(p.Code[pc+1]) != lua.OP_JMP {
				bad = "test without a jump"
			}
		case lua.OP_CALL, lua.OP_TAILCALL:
			reg(a)
			if b > 0 {
				reg(a + b - 1)
			}
			if c > 1 {
				reg(a + c - 2)
			}
		case lua.OP_RETURN:
			if b != 1 {
				reg(a)
			}
			if b > 1 {
				reg(a + b - 2)
			}
		case lua.OP_FORPREP, lua.OP_FORLOOP:
			reg(a + 3)
			jumps = append(jumps, jump{pc, pc + 1 + bx - jumpBias})
		case lua.OP_TFORLOOP:
			reg(a + 2 + b + c)
			if opcode(p.Code[pc+1]) != lua.OP_JMP {
				bad = "TFORLOOP without a jump"
			}
		case lua.OP_SETLIST:
			reg(a + b)
			if c == 0 {
				pc++
			}
		case lua.OP_CLOSURE:
			reg(a)
			if bx >= len(p.FunctionPrototypes) {
				bad = "no such function"
				break
			}
			for range p.FunctionPrototypes[bx].NumUpvalues {
				pc++
				switch b := int(p.Code[pc] & 0x1ff); opcode(p.Code[pc]) {
				case lua.OP_MOVE:
					reg(b)
				case lua.OP_GETUPVAL:
					upval(b)
				default:
					bad = "not a capture"
				}
			}
		case lua.OP_VARARG:
			reg(a)
			if b > 1 {
				reg(a + b - 2)
			}
		default:
			bad = "unknown opcode"
		}
		if bad != "" {
			return fmt.Errorf("%s:%d: word %d, opcode %d: %s", p.SourceName, p.DbgSourcePositions[at], at, op, bad)
		}
	}
	for _, j := range jumps {
		if j.to < 0 || j.to >= len(p.Code) || !start[j.to] {
			return fmt.Errorf("word %d: jump to %d", j.from, j.to)
		}
	}
	if n := len(p.Code); opcode(p.Code[n-1]) != lua.OP_RETURN {
		return fmt.Errorf("no RETURN at the end")
	}
	for _, l := range p.DbgLocals {
		if l.StartPc > len(p.Code) || l.EndPc > len(p.Code) || l.StartPc > l.EndPc+1 {
			return fmt.Errorf("local %s: %d to %d", l.Name, l.StartPc, l.EndPc)
		}
	}
	for _, f := range p.FunctionPrototypes {
		if err := verify(f); err != nil {
			return err
		}
	}
	return nil
}
