package syntax

import lua "github.com/yuin/gopher-lua"

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// compare emits a comparison and a jump that is taken if it yields sense.
func (g *gen) compare(st step, l, r int, sense bool) int {
	g.line = st.line
	switch st.op {
	case opEq:
		g.op(lua.OP_EQ, bit(sense), l, r)
	case opNe:
		g.op(lua.OP_EQ, bit(!sense), l, r)
	case opLt:
		g.op(lua.OP_LT, bit(sense), l, r)
	case opLe:
		g.op(lua.OP_LE, bit(sense), l, r)
	case opGt:
		g.op(lua.OP_LT, bit(sense), r, l)
	case opGe:
		g.op(lua.OP_LE, bit(sense), r, l)
	}
	return g.jump()
}

// isComparison: the value of such a chain is its last step's, a boolean.
func (x *chainExpr) isComparison() bool { return x.steps[len(x.steps)-1].op.isCompare() }

// cond adds to out the jumps that are taken if the expression is true, or false,
// as sense says; otherwise control goes on behind.
func (g *gen) cond(e expr, sense bool, out *jumps) {
	switch x := e.(type) {
	case *constExpr:
		if truth(x) == sense {
			*out = append(*out, g.jump())
		}
		return
	case *unaryExpr:
		if x.op == opNot {
			g.cond(x.x, !sense, out)
			return
		}
	case *logicExpr:
		// `and` is decided by the first false item, `or` by the first true one
		decides := !x.isAnd
		if sense == decides {
			for _, it := range x.items {
				g.cond(it, sense, out)
			}
			return
		}
		var decided jumps
		last := len(x.items) - 1
		for _, it := range x.items[:last] {
			g.cond(it, decides, &decided)
		}
		g.cond(x.items[last], sense, out)
		g.patchHere(decided)
		return
	case *chainExpr:
		if x.isComparison() {
			l, r, mark := g.chainOperands(x, -1)
			*out = append(*out, g.compare(x.steps[len(x.steps)-1], l, r, sense))
			g.free = mark
			return
		}
	}
	mark := g.free
	r := g.reg(e)
	g.free = mark
	if g.test > 0 {
		g.line = g.test
	}
	g.op(lua.OP_TEST, r, 0, bit(sense))
	*out = append(*out, g.jump())
}

func truth(c *constExpr) bool { return c.kind != constNil && c.kind != constFalse }

// exits are the jumps out of a logical expression: with the value in place, or
// to where true or false is loaded.
type exits struct{ done, yes, no jumps }

// logic evaluates `and` and `or` to their value.
func (g *gen) logic(x *logicExpr, dst int) {
	var out exits
	last := len(x.items) - 1
	for _, it := range x.items[:last] {
		g.exitIf(it, !x.isAnd, dst, &out)
	}
	if c, ok := x.items[last].(*chainExpr); ok && c.isComparison() {
		l, r, mark := g.chainOperands(c, dst)
		out.yes = append(out.yes, g.compare(c.steps[len(c.steps)-1], l, r, true))
		g.free = mark
	} else {
		g.into(x.items[last], dst)
		if len(out.yes)+len(out.no) > 0 {
			out.done = append(out.done, g.jump())
		}
	}
	if len(out.yes)+len(out.no) > 0 {
		g.patchHere(out.no)
		g.op(lua.OP_LOADBOOL, dst, 0, 1)
		g.patchHere(out.yes)
		g.op(lua.OP_LOADBOOL, dst, 1, 0)
	}
	g.patchHere(out.done)
}

// exitIf leaves with the expression's value in dst if its truth is sense, and
// goes on otherwise.
func (g *gen) exitIf(e expr, sense bool, dst int, out *exits) {
	switch x := e.(type) {
	case *constExpr:
		if truth(x) == sense {
			g.load(x, dst)
			out.done = append(out.done, g.jump())
		}
		return
	case *logicExpr:
		decides := !x.isAnd
		if sense == decides {
			for _, it := range x.items {
				g.exitIf(it, sense, dst, out)
			}
			return
		}
		var decided jumps
		last := len(x.items) - 1
		for _, it := range x.items[:last] {
			g.cond(it, decides, &decided)
		}
		g.exitIf(x.items[last], sense, dst, out)
		g.patchHere(decided)
		return
	case *unaryExpr:
		if x.op == opNot {
			g.cond(x.x, !sense, out.bool(sense))
			return
		}
	case *chainExpr:
		if x.isComparison() {
			g.cond(x, sense, out.bool(sense))
			return
		}
	}
	mark := g.free
	if r := g.regIn(e, dst); r == dst {
		g.op(lua.OP_TEST, dst, 0, bit(sense))
	} else {
		g.op(lua.OP_TESTSET, dst, r, bit(sense))
	}
	g.free = mark
	out.done = append(out.done, g.jump())
}

func (out *exits) bool(v bool) *jumps {
	if v {
		return &out.yes
	}
	return &out.no
}
