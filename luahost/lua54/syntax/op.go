package syntax

// binop is a binary operator; unop a unary one.
type binop uint8

const (
	opAdd binop = iota
	opSub
	opMul
	opMod
	opPow
	opDiv
	opIdiv
	opBand
	opBor
	opBxor
	opShl
	opShr
	opConcat
	opEq
	opNe
	opLt
	opLe
	opGt
	opGe
	opAnd
	opOr
	noBinop
)

func (op binop) isCompare() bool { return op >= opEq && op <= opGe }

type unop uint8

const (
	opNeg unop = iota
	opNot
	opLen
	opBnot
	noUnop
)

// rank gives the operator's binding to the left and to the right.
// Higher on the left than on the right: right associative.
var rank = [noBinop]struct{ left, right int }{
	opOr: {1, 1}, opAnd: {2, 2},
	opEq: {3, 3}, opNe: {3, 3}, opLt: {3, 3}, opLe: {3, 3}, opGt: {3, 3}, opGe: {3, 3},
	opBor: {4, 4}, opBxor: {5, 5}, opBand: {6, 6}, opShl: {7, 7}, opShr: {7, 7},
	opConcat: {9, 8}, opAdd: {10, 10}, opSub: {10, 10},
	opMul: {11, 11}, opMod: {11, 11}, opDiv: {11, 11}, opIdiv: {11, 11},
	opPow: {14, 13},
}

const unaryRank = 12

func binaryOp(k kind) binop {
	switch k {
	case '+':
		return opAdd
	case '-':
		return opSub
	case '*':
		return opMul
	case '%':
		return opMod
	case '^':
		return opPow
	case '/':
		return opDiv
	case tokIdiv:
		return opIdiv
	case '&':
		return opBand
	case '|':
		return opBor
	case '~':
		return opBxor
	case tokShl:
		return opShl
	case tokShr:
		return opShr
	case tokConcat:
		return opConcat
	case tokEq:
		return opEq
	case tokNe:
		return opNe
	case '<':
		return opLt
	case tokLe:
		return opLe
	case '>':
		return opGt
	case tokGe:
		return opGe
	case tokAnd:
		return opAnd
	case tokOr:
		return opOr
	}
	return noBinop
}

func unaryOp(k kind) unop {
	switch k {
	case '-':
		return opNeg
	case tokNot:
		return opNot
	case '#':
		return opLen
	case '~':
		return opBnot
	}
	return noUnop
}
