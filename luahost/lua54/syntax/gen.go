package syntax

import (
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// Values makes the constants of compiled code: the value types belong to the machine.
type Values struct {
	Int   func(int64) lua.LValue
	Float func(float64) lua.LValue
	Str   func(string) lua.LValue
}

// A gen makes one function's code. Registers are a stack: those of active locals
// first, temporaries above. Every expression goes into a register that its caller
// names; one that belongs to an active local is written by the last instruction
// only, so that the expression may still read it.
type gen struct {
	unit   *unit
	fn     *function
	proto  *lua.FunctionProto
	code   []uint32
	lines  []int
	line   int // of code to come, where the tree doesn't say
	test   int // line of tests in a condition, 0: the same
	active []*local
	nreg   int // registers of active locals
	free   int // first free register
	max    int
	ntbc   int // active to-be-closed variables
	scopes []scope
	loops  []*loop
	consts map[constKey]int
}

// A unit is what the functions of a chunk share.
type unit struct {
	name   string // of the chunk
	file   string
	values Values
	names  map[string]string // names of variables, copied out of the source
}

// A scope is a block whose code is being made.
type scope struct {
	node  *block
	outer int // registers that stay in use when control leaves it
}

const maxRegisters = 254

func (g *gen) fail(msg string) {
	panic(&SyntaxError{File: g.unit.file, Line: g.line, Msg: msg})
}

// function compiles a function and the ones inside it.
func (u *unit) function(fn *function) *lua.FunctionProto {
	g := &gen{unit: u, fn: fn, line: fn.line}
	g.proto = &lua.FunctionProto{SourceName: u.name, LineDefined: fn.line, LastLineDefined: fn.end}
	for _, up := range fn.upvals {
		g.proto.DbgUpvalues = append(g.proto.DbgUpvalues, u.intern(up.v.name))
	}
	g.proto.NumUpvalues = uint8(len(fn.upvals))
	if fn.vararg {
		g.proto.IsVarArg = lua.VarArgIsVarArg
	}
	g.alloc(len(fn.params))
	g.activate(0, fn.params)
	if fn.usesEnv {
		g.emit(abc(OpEnv, 0, 0, 0), 1)
	} else {
		g.proto.NumParameters = uint8(len(fn.params))
	}
	g.body(fn.body, 0)
	g.emit(abc(lua.OP_RETURN, 0, 1, 0), fn.end)
	g.deactivate(0)
	g.finish()
	return g.proto
}

// finish shortens jumps to jumps and cuts the slices to size.
func (g *gen) finish() {
	p := g.proto
	for pc := 0; pc < len(g.code); pc++ {
		switch w := g.code[pc]; opcode(w) {
		case lua.OP_JMP:
			to := g.jumpTarget(pc)
			for hops := 0; hops < 8 && opcode(g.code[to]) == lua.OP_JMP; hops++ {
				to = g.jumpTarget(to)
			}
			if d := to - pc; d > -jumpBias && d < jumpBias {
				g.setJump(pc, to)
			}
		case lua.OP_CLOSURE: // followed by its captures
			pc += int(p.FunctionPrototypes[w&maxBx].NumUpvalues)
		case lua.OP_SETLIST:
			if w>>9&0x1ff == 0 {
				pc++
			}
		case OpLoadKX:
			pc++
		}
	}
	p.Code = withHints(g.code, len(p.Constants))
	p.DbgSourcePositions = append(make([]int, 0, len(g.lines)), g.lines...)
	p.NumUsedRegisters = uint8(max(g.max, 2))
}

func (g *gen) emit(w uint32, line int) int {
	g.code = append(g.code, w)
	g.lines = append(g.lines, line)
	return len(g.code) - 1
}

// op emits an instruction at the current line.
func (g *gen) op(op, a, b, c int) int { return g.emit(abc(op, a, b, c), g.line) }

// alloc takes n registers off the top.
func (g *gen) alloc(n int) int {
	r := g.free
	g.free += n
	if g.free > g.max {
		if g.free > maxRegisters {
			g.fail("function or expression needs too many registers")
		}
		g.max = g.free
	}
	return r
}

// isTemp: the register belongs to no active local.
func (g *gen) isTemp(r int) bool { return r >= g.nreg }

// activate gives registers from first on to variables.
func (g *gen) activate(first int, vs []*local) {
	for _, v := range vs {
		v.reg = first
		first++
		v.dbg = len(g.proto.DbgLocals)
		g.proto.DbgLocals = append(g.proto.DbgLocals, &lua.DbgLocalInfo{Name: g.unit.intern(v.name), StartPc: len(g.code)})
	}
	g.active = append(g.active, vs...)
	g.nreg = max(g.nreg, first)
}

// deactivate ends the scope of all variables but the first n.
func (g *gen) deactivate(n int) {
	for _, v := range g.active[n:] {
		g.proto.DbgLocals[v.dbg].EndPc = len(g.code)
		if v.attr == attrClose {
			g.ntbc--
		}
	}
	g.active = g.active[:n]
}

// A constKey tells constants apart: 1 from 1.0, 0.0 from -0.0.
type constKey struct {
	kind  constKind
	float bool
	bits  uint64
	s     string
}

// constant gives the index of a constant.
func (g *gen) constant(c *constExpr) int {
	key := constKey{kind: c.kind, s: c.s}
	if c.kind == constNumber {
		key.float, key.bits = c.n.isFloat, uint64(c.n.i)
		if c.n.isFloat {
			key.bits = math.Float64bits(c.n.f)
		}
	}
	if i, ok := g.consts[key]; ok {
		return i
	}
	var v lua.LValue = lua.LNil
	switch c.kind {
	case constFalse:
		v = lua.LFalse
	case constTrue:
		v = lua.LTrue
	case constString: // a copy: the source must not live as long as the constant
		key.s = strings.Clone(c.s)
		v = g.unit.values.Str(key.s)
	case constNumber:
		if c.n.isFloat {
			v = g.unit.values.Float(c.n.f)
		} else {
			v = g.unit.values.Int(c.n.i)
		}
	}
	i := len(g.proto.Constants)
	if i > maxConst {
		g.fail("function has too many constants (limit is " + itoa(maxConst+1) + ")")
	}
	g.proto.Constants = append(g.proto.Constants, v)
	if g.consts == nil {
		g.consts = map[constKey]int{}
	}
	g.consts[key] = i
	return i
}

func (u *unit) intern(name string) string {
	if s, ok := u.names[name]; ok {
		return s
	}
	s := strings.Clone(name)
	u.names[s] = s
	return s
}
