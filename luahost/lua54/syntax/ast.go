package syntax

// The tree between parser and code generator. Names are resolved while parsing
// (5.4's errors about them come in source order), so it holds variables, not names.
// Left-nested operators and suffixes are flat lists: a source can chain any number
// of them, and nothing that walks the tree may recurse that deep.

type expr interface{}

type constKind uint8

const (
	constNil constKind = iota
	constFalse
	constTrue
	constNumber
	constString
)

type (
	constExpr struct {
		kind constKind
		n    number
		s    string
	}
	varargExpr struct{ line int }
	funcExpr   struct{ fn *function }

	// *local is an expression too
	upvalExpr struct {
		idx, line int
		v         *local // the variable captured
	}
	globalExpr struct {
		name string
		line int
	}

	// parenExpr keeps `(f())` to one value and `(x)` from being assigned to.
	parenExpr struct{ x expr }

	// suffixExpr is head.name[key](args):method(args)...
	suffixExpr struct {
		head  expr
		parts []part
	}
	part struct {
		kind partKind
		line int
		key  expr // of an index; name of a method
		args []expr
	}

	// chainExpr is head op x op x ..., left to right, whatever the operators' ranks were.
	chainExpr struct {
		head  expr
		steps []step
	}
	step struct {
		op   binop
		line int
		x    expr
	}
	// concatExpr is a..b..c, right to left.
	concatExpr struct {
		items []expr
		line  int
	}
	unaryExpr struct {
		op   unop
		line int
		x    expr
	}
	// logicExpr is a and b and c, or the same with `or`.
	logicExpr struct {
		isAnd bool
		items []expr
	}
	tableExpr struct {
		line   int
		fields []field
		narray int
	}
	field struct {
		key, value expr // key nil: positional
		line       int
	}
)

type partKind uint8

const (
	partIndex partKind = iota
	partCall
	partMethod
)

// A block is a list of statements with locals of its own.
type block struct {
	stmts []stmt
	lines []int // where each statement starts
}

// A function is a function body with what its compilation needs to know.
type function struct {
	params    []*local
	vararg    bool
	body      *block
	upvals    []upvalue
	line, end int
	usesEnv   bool // main function of a chunk that names _ENV: holds it in its first register
}

// An upvalue is a variable that a function takes from the function around it.
type upvalue struct {
	v         *local
	fromLocal bool // v is a local of the enclosing function; otherwise its upvalue idx
	idx       int
}

type stmt interface{}

type (
	localStmt struct {
		vars  []*local
		exprs []expr
		tbc   *local // the one with <close>
		line  int
	}
	localFuncStmt struct {
		v    *local
		fn   *function
		line int
	}
	assignStmt struct {
		targets []expr
		exprs   []expr
		line    int // where the values end
	}
	callStmt struct{ call *suffixExpr }
	funcStmt struct {
		target expr
		fn     *function
		line   int
	}
	doStmt    struct{ body *block }
	whileStmt struct {
		cond expr
		body *block
	}
	repeatStmt struct {
		body *block
		cond expr
	}
	ifStmt struct {
		conds  []expr
		lines  []int    // of each `then`, where 5.4 does the test
		blocks []*block // one more than conds with an else
	}
	numForStmt struct {
		control           [3]*local
		v                 *local
		start, limit, inc expr
		body              *block
		line, doLine      int
	}
	genForStmt struct {
		closing *local // nil where the list can't have a fourth value
		control [3]*local
		vars    []*local
		exprs   []expr
		body    *block
		line    int
	}
	returnStmt struct {
		exprs []expr
		line  int
	}
	breakStmt struct{ line int }
	gotoStmt  struct {
		name  string
		line  int
		label *label
	}
)

// A label is a statement; gotos point to it. The generator's part: see gen_jump.go.
type label struct {
	name    string
	line    int
	nactive int // variables in scope, counted by the parser
	block   *block

	placed bool
	pc     int
	level  int // registers in use at it
	jumps  jumps
}
