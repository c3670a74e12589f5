package syntax

import lua "github.com/yuin/gopher-lua"

// Opcodes beside gopher-lua's own (0 to lua.OP_NOP), which keep their numbers and
// their layout: 6 bits opcode, 8 bits A, 9 bits C, 9 bits B; operands called RK
// mean a constant where bit 0x100 is set. The generator never emits OP_NOP or
// OP_MOVEN. Differences in what a stock opcode means:
//   - NEWTABLE's B and C are plain counts, at most 511.
//   - SETLIST with C == 0 is followed by a word that is the batch number.
//   - CLOSE, RETURN also close to-be-closed variables.
//   - the KS table opcodes and SELF have their key in the constants or, SELF, in a register.
const (
	OpIdiv     = lua.OP_NOP + 1 + iota // A B C   R(A) := RK(B) // RK(C)
	OpBand                             // A B C   and so on
	OpBor                              // A B C
	OpBxor                             // A B C
	OpShl                              // A B C
	OpShr                              // A B C
	OpBnot                             // A B C   R(A) := ~RK(B); C is B
	OpEnv                              // A       R(A) := the globals of the function
	OpTbc                              // A       R(A) is to be closed
	OpForTbc                           // A       the same for a generic for's fourth value
	OpLoadKX                           // A       R(A) := the constant whose index is the next word
	OpNewField                         // A B C   R(A)[K(B)] := RK(C) in a constructor, whose table has no such key yet
)

// In front of a function's code, in the same array, there is a word for each
// constant up to number MaxHint: the machine's, for what it knows of that constant
// as a key (hint.go of package vm). That of constant k is k+1 words before.
const MaxHint = maxRK

func withHints(code []uint32, nconst int) []uint32 {
	n := min(nconst, MaxHint+1)
	all := make([]uint32, n+len(code))
	copy(all[n:], code)
	return all[n:]
}

const (
	constFlag = 0x100     // of an RK operand
	maxRK     = 0xff      // highest constant an RK operand reaches
	maxBx     = 1<<18 - 1 // highest constant or function of an A Bx instruction
	maxConst  = 1<<25 - 1
	jumpBias  = maxBx >> 1
	maxCount  = 511 // of a B or C operand
)

func abc(op, a, b, c int) uint32 {
	return uint32(op)<<26 | uint32(a)<<18 | uint32(c)<<9 | uint32(b)
}

func abx(op, a, bx int) uint32 { return uint32(op)<<26 | uint32(a)<<18 | uint32(bx) }

func opcode(w uint32) int { return int(w >> 26) }

// binopCode gives the opcode of an operator that isn't a comparison.
var binopCode = [...]int{
	opAdd: lua.OP_ADD, opSub: lua.OP_SUB, opMul: lua.OP_MUL, opMod: lua.OP_MOD,
	opPow: lua.OP_POW, opDiv: lua.OP_DIV, opIdiv: OpIdiv,
	opBand: OpBand, opBor: OpBor, opBxor: OpBxor, opShl: OpShl, opShr: OpShr,
}

var unopCode = [...]int{opNeg: lua.OP_UNM, opNot: lua.OP_NOT, opLen: lua.OP_LEN, opBnot: OpBnot}
