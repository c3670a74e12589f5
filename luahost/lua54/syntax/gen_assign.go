package syntax

import lua "github.com/yuin/gopher-lua"

// A target is the left side of an assignment, its table and key evaluated.
type target struct {
	e        expr
	obj, key int
	isIndex  bool
	isString bool
	line     int
}

// assign compiles an assignment: tables and keys first, then the values, then the
// stores from right to left, all of which 5.4 does in this order.
func (g *gen) assign(s *assignStmt) {
	targets := make([]target, len(s.targets))
	for i, e := range s.targets {
		targets[i] = g.target(e, s.targets, s.line)
	}
	n := len(targets)
	if n == len(s.exprs) { // the last value goes straight to its place
		first := g.free
		g.list(s.exprs[:n-1], n-1)
		g.assignExpr(&targets[n-1], s.exprs[n-1])
		for i := n - 2; i >= 0; i-- {
			g.assignReg(&targets[i], first+i)
		}
		return
	}
	first := g.free
	g.list(s.exprs, n)
	for i := n - 1; i >= 0; i-- {
		g.assignReg(&targets[i], first+i)
	}
}

// target evaluates table and key of an indexed target. Locals that the same
// statement assigns are copied: the stores must see their old values.
func (g *gen) target(e expr, all []expr, line int) target {
	t := target{e: e, line: line}
	x, ok := e.(*suffixExpr)
	if !ok {
		return t
	}
	t.isIndex = true
	n := len(x.parts) - 1
	if n == 0 && len(all) > 1 && contains(all, x.head) {
		t.obj = g.alloc(1)
		g.into(x.head, t.obj)
	} else if n == 0 {
		t.obj = g.reg(x.head)
	} else {
		top := g.alloc(1)
		t.obj = g.suffix(x, n, top)
	}
	key := x.parts[n].key
	if len(all) > 1 && contains(all, key) {
		t.key = g.alloc(1)
		g.into(key, t.key)
	} else {
		t.key, t.isString = g.key(key)
	}
	return t
}

// contains reports whether e is a local among the targets.
func contains(targets []expr, e expr) bool {
	v, ok := e.(*local)
	if !ok {
		return false
	}
	for _, t := range targets {
		if t == expr(v) {
			return true
		}
	}
	return false
}

func (g *gen) assignExpr(t *target, e expr) {
	mark := g.free
	switch v := t.e.(type) {
	case *local:
		g.into(e, v.reg)
	default:
		if t.isIndex {
			g.storeOperand(t.obj, t.key, t.isString, g.operand(e), t.line)
		} else {
			g.assignReg(t, g.reg(e))
		}
	}
	g.free = mark
}

func (g *gen) assignReg(t *target, r int) {
	switch v := t.e.(type) {
	case *local:
		if v.reg != r {
			g.emit(abc(lua.OP_MOVE, v.reg, r, 0), t.line)
		}
	case *upvalExpr:
		g.emit(abc(lua.OP_SETUPVAL, r, v.idx, 0), t.line)
	case *globalExpr:
		g.line = t.line
		g.global(lua.OP_SETGLOBAL, lua.OP_SETTABLE, v.name, r)
	default:
		g.storeOperand(t.obj, t.key, t.isString, r, t.line)
	}
}

// local compiles a declaration: the values are made where the variables live.
func (g *gen) local(s *localStmt) {
	vars, exprs := s.vars, s.exprs
	if n := len(vars); vars[n-1].konst != nil {
		vars, exprs = vars[:n-1], exprs[:n-1]
	}
	g.line = s.line
	first := g.free
	g.list(exprs, len(vars))
	g.activate(first, vars)
	if s.tbc != nil {
		g.ntbc++
		g.op(OpTbc, s.tbc.reg, 0, 0)
	}
}

func (g *gen) localFunc(s *localFuncStmt) {
	r := g.alloc(1)
	g.activate(r, []*local{s.v})
	g.closure(s.fn, r)
	g.proto.DbgLocals[s.v.dbg].StartPc = len(g.code)
}

func (g *gen) funcStmt(s *funcStmt) {
	t := g.target(s.target, nil, s.line)
	g.assignExpr(&t, &funcExpr{s.fn})
}
