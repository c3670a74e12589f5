package vm

import (
	"unsafe"

	"github.com/luaws/luaws/luahost/lua54/syntax"
	lua "github.com/yuin/gopher-lua"
)

// How the interpreter reads instructions: 6 bits of opcode, 8 of A, 9 of C, 9 of
// B (syntax/opcode.go). Registers, constants and code are reached by their
// address, without a check of bounds: the generator promises that operands are
// in range, which the tests of package syntax verify for all code they compile,
// and enter that a frame has its registers.

// Opcodes of our own, behind gopher-lua's.
const (
	opIdiv     = syntax.OpIdiv
	opBand     = syntax.OpBand
	opBor      = syntax.OpBor
	opBxor     = syntax.OpBxor
	opShl      = syntax.OpShl
	opShr      = syntax.OpShr
	opBnot     = syntax.OpBnot
	opEnv      = syntax.OpEnv    // R(A) := the function's globals
	opTbc      = syntax.OpTbc    // mark R(A) to be closed
	opForTbc   = syntax.OpForTbc // the same for the fourth value of a generic for
	maxHint    = syntax.MaxHint
	opNewField = syntax.OpNewField // R(A)[K(B)] := RK(C) in a constructor
	opLoadKX   = syntax.OpLoadKX   // R(A) := the constant that the next word counts
)

const (
	opShift = 26
	sbxBias = 1<<17 - 1
	isConst = 0x100      // of operand B
	cConst  = 0x100 << 9 // of operand C
)

// words of code and values at an address.
type (
	codeAt   = unsafe.Pointer // of uint32
	valuesAt = unsafe.Pointer // of lua.LValue
)

func word32(code codeAt, pc int) uint32 { return *(*uint32)(unsafe.Add(code, pc*4)) }

func valueAt(p valuesAt, i uint32) *lua.LValue { return (*lua.LValue)(unsafe.Add(p, uintptr(i)*16)) }

func opA(w uint32) uint32 { return w >> 18 & 0xff }
func opB(w uint32) uint32 { return w & 0x1ff }
func opC(w uint32) uint32 { return w >> 9 & 0x1ff }

// regA, regB, regC are registers; the shifts count by 16, the size of a value.
func regA(regs valuesAt, w uint32) *lua.LValue {
	return (*lua.LValue)(unsafe.Add(regs, w>>14&0xff0))
}
func regB(regs valuesAt, w uint32) *lua.LValue {
	return (*lua.LValue)(unsafe.Add(regs, w<<4&0xff0))
}
func regC(regs valuesAt, w uint32) *lua.LValue {
	return (*lua.LValue)(unsafe.Add(regs, w>>5&0xff0))
}

// konst is the constant that an A Bx instruction names.
func konst(ks valuesAt, w uint32) lua.LValue { return *valueAt(ks, w&0x3ffff) }

// rkB and rkC are registers or constants.
func rkB(regs, ks valuesAt, w uint32) *lua.LValue {
	if w&isConst != 0 {
		regs = ks
	}
	return regB(regs, w)
}

func rkC(regs, ks valuesAt, w uint32) *lua.LValue {
	if w&cConst != 0 {
		regs = ks
	}
	return regC(regs, w)
}

// jump is how far a jump goes.
func jump(w uint32) int { return int(w&0x3ffff) - sbxBias }

// isBack tells whether a jump goes back (or nowhere).
func isBack(w uint32) bool { return w&(sbxBias+1) == 0 }
