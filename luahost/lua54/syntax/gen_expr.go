package syntax

import lua "github.com/yuin/gopher-lua"

// into evaluates an expression to one value in register dst.
func (g *gen) into(e expr, dst int) {
	switch x := e.(type) {
	case *constExpr:
		g.load(x, dst)
	case *local:
		if x.reg != dst {
			g.op(lua.OP_MOVE, dst, x.reg, 0)
		}
	case *upvalExpr:
		g.emit(abc(lua.OP_GETUPVAL, dst, x.idx, 0), x.line)
	case *globalExpr:
		g.line = x.line
		g.global(lua.OP_GETGLOBAL, lua.OP_GETTABLE, x.name, dst)
	case *varargExpr:
		r := dst
		if !g.isTemp(dst) { // VARARG may move the top
			r = g.alloc(1)
			g.free = r
		}
		g.emit(abc(lua.OP_VARARG, r, 2, 0), x.line)
		if r != dst {
			g.op(lua.OP_MOVE, dst, r, 0)
		}
	case *funcExpr:
		g.closure(x.fn, dst)
	case *parenExpr:
		g.into(x.x, dst)
	case *suffixExpr:
		mark := g.free
		g.suffix(x, len(x.parts), dst)
		g.free = mark
	case *chainExpr:
		g.chain(x, dst)
	case *concatExpr:
		g.concat(x, dst)
	case *unaryExpr:
		mark := g.free
		var r int
		if x.op == opBnot {
			r = g.operandIn(x.x, dst)
		} else {
			r = g.regIn(x.x, dst)
		}
		c := 0
		if x.op == opBnot {
			c = r
		}
		g.emit(abc(unopCode[x.op], dst, r, c), x.line)
		g.free = mark
	case *logicExpr:
		g.logic(x, dst)
	case *tableExpr:
		g.table(x, dst)
	}
}

func (g *gen) load(c *constExpr, dst int) {
	switch c.kind {
	case constNil:
		g.op(lua.OP_LOADNIL, dst, dst, 0)
	case constFalse:
		g.op(lua.OP_LOADBOOL, dst, 0, 0)
	case constTrue:
		g.op(lua.OP_LOADBOOL, dst, 1, 0)
	default:
		g.loadConstant(g.constant(c), dst)
	}
}

func (g *gen) loadConstant(k, dst int) {
	if k <= maxBx {
		g.emit(abx(lua.OP_LOADK, dst, k), g.line)
		return
	}
	g.op(OpLoadKX, dst, 0, 0)
	g.emit(uint32(k), g.line)
}

// global reads a global to a register, or writes it from there. A name that is
// too far back among the constants goes the long way, by the table of globals.
func (g *gen) global(short, long int, name string, r int) {
	k := g.constant(stringConst(name))
	if k <= maxBx {
		g.emit(abx(short, r, k), g.line)
		return
	}
	t := g.alloc(2)
	g.free = t
	g.op(OpEnv, t, 0, 0)
	g.loadConstant(k, t+1)
	if long == lua.OP_GETTABLE {
		g.op(long, r, t, t+1)
	} else {
		g.op(long, t, t+1, r)
	}
}

// reg gives a register that holds the expression's value: a local's own, or a new one.
func (g *gen) reg(e expr) int { return g.regIn(e, -1) }

// regIn is reg, but takes dst for the value if that is no local's.
func (g *gen) regIn(e expr, dst int) int {
	if v, ok := e.(*local); ok {
		return v.reg
	}
	if dst < 0 || !g.isTemp(dst) {
		dst = g.alloc(1)
	}
	g.into(e, dst)
	return dst
}

// operand gives an RK operand for the expression's value.
func (g *gen) operand(e expr) int { return g.operandIn(e, -1) }

func (g *gen) operandIn(e expr, dst int) int {
	if c, ok := e.(*constExpr); ok {
		if k := g.constant(c); k <= maxRK {
			return k | constFlag
		}
	}
	return g.regIn(e, dst)
}

// chain evaluates a op b op c from the left, the values so far in one register.
func (g *gen) chain(x *chainExpr, dst int) {
	last := len(x.steps) - 1
	l, r, mark := g.chainOperands(x, dst)
	st := x.steps[last]
	if st.op.isCompare() {
		g.free = mark
		yes := g.compare(st, l, r, true)
		g.line = st.line
		g.op(lua.OP_LOADBOOL, dst, 0, 1)
		g.patch(yes, len(g.code))
		g.op(lua.OP_LOADBOOL, dst, 1, 0)
		return
	}
	g.emit(abc(binopCode[st.op], dst, l, r), st.line)
	g.free = mark
}

// chainOperands evaluates all but the last operation, and gives its operands.
// The caller resets the free register to mark when it has used them.
func (g *gen) chainOperands(x *chainExpr, dst int) (l, r, mark int) {
	mark = g.free
	acc := -1 // where values so far are kept
	if dst >= 0 && g.isTemp(dst) {
		acc = dst
	}
	l = g.operandIn(x.head, acc)
	for i, st := range x.steps {
		before := g.free
		r = g.operand(st.x)
		if i == len(x.steps)-1 {
			break
		}
		if acc < 0 {
			acc = mark
			if g.free = max(before, mark); g.free == mark {
				g.alloc(1)
			}
		} else {
			g.free = before
		}
		if st.op.isCompare() {
			yes := g.compare(st, l, r, true)
			g.op(lua.OP_LOADBOOL, acc, 0, 1)
			g.patch(yes, len(g.code))
			g.op(lua.OP_LOADBOOL, acc, 1, 0)
		} else {
			g.emit(abc(binopCode[st.op], acc, l, r), st.line)
		}
		l = acc
	}
	return l, r, mark
}

func (g *gen) concat(x *concatExpr, dst int) {
	mark := g.free
	first := g.free
	if dst == g.free-1 && g.isTemp(dst) {
		first = dst
		g.free--
	}
	for _, e := range x.items {
		g.into(e, g.alloc(1))
	}
	g.emit(abc(lua.OP_CONCAT, dst, first, g.free-1), x.line)
	g.free = mark
}

// closure makes a function value; words behind the instruction say what it captures.
func (g *gen) closure(fn *function, dst int) {
	n := len(g.proto.FunctionPrototypes)
	if n > maxBx {
		g.fail("function has too many functions inside")
	}
	g.proto.FunctionPrototypes = append(g.proto.FunctionPrototypes, g.unit.function(fn))
	g.line = fn.end
	g.emit(abx(lua.OP_CLOSURE, dst, n), g.line)
	for _, up := range fn.upvals {
		if up.fromLocal {
			g.op(lua.OP_MOVE, 0, up.v.reg, 0)
		} else {
			g.op(lua.OP_GETUPVAL, 0, up.idx, 0)
		}
	}
}

// list evaluates expressions to exactly n values in new registers.
func (g *gen) list(exprs []expr, n int) {
	for i, e := range exprs {
		if i == len(exprs)-1 && isMulti(e) && n-i != 1 {
			want := max(n-i, 0)
			g.multi(e, want)
			g.alloc(want)
			return
		}
		r := g.alloc(1)
		g.into(e, r)
		if i >= n {
			g.free = r // only for its effects
		}
	}
	if missing := n - len(exprs); missing > 0 {
		r := g.alloc(missing)
		g.op(lua.OP_LOADNIL, r, r+missing-1, 0)
	}
}

// openList evaluates expressions to new registers, all values of the last.
// It reports whether their number is known only at run time.
func (g *gen) openList(exprs []expr) (open bool) {
	for i, e := range exprs {
		if i == len(exprs)-1 && isMulti(e) {
			g.multi(e, -1)
			return true
		}
		g.into(e, g.alloc(1))
	}
	return false
}

// multi evaluates a call or vararg to want values, all for -1, from the first free
// register on, which it doesn't allocate.
func (g *gen) multi(e expr, want int) {
	mark := g.free
	switch x := e.(type) {
	case *varargExpr:
		g.emit(abc(lua.OP_VARARG, g.alloc(1), want+1, 0), x.line)
	case *suffixExpr:
		g.call(x, want)
	}
	g.free = mark
}
