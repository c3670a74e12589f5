package syntax

import lua "github.com/yuin/gopher-lua"

// suffix evaluates the first n parts of an expression and gives the register of
// the value. With dst >= 0 that is dst. The caller frees what was allocated.
func (g *gen) suffix(x *suffixExpr, n, dst int) int {
	cur, tmp := g.suffixHead(x, dst)
	for i := range x.parts[:n] {
		pt := &x.parts[i]
		last := i == n-1 && dst >= 0
		if pt.kind == partIndex {
			to := dst
			if !last {
				tmp = g.suffixTemp(tmp, dst)
				to = tmp
			}
			mark := g.free
			op := lua.OP_GETTABLE
			k, isString := g.key(pt.key)
			if isString {
				op = lua.OP_GETTABLEKS
			}
			g.emit(abc(op, to, cur, k), pt.line)
			g.free = mark
			cur = to
			continue
		}
		tmp = g.suffixTemp(tmp, dst)
		g.callPart(pt, cur, tmp, 1)
		cur = tmp
		if last && cur != dst {
			g.op(lua.OP_MOVE, dst, cur, 0)
			cur = dst
		}
	}
	return cur
}

// suffixHead evaluates an expression's head: cur is its register, tmp a register
// to work in, -1 if none is there yet.
func (g *gen) suffixHead(x *suffixExpr, dst int) (cur, tmp int) {
	if v, ok := x.head.(*local); ok {
		return v.reg, -1
	}
	tmp = g.suffixTemp(-1, dst)
	g.into(x.head, tmp)
	return tmp, tmp
}

// suffixTemp gives the working register: dst if it is on top, where a call needs it.
func (g *gen) suffixTemp(tmp, dst int) int {
	switch {
	case tmp >= 0:
		return tmp
	case dst == g.free-1 && g.isTemp(dst):
		return dst
	}
	return g.alloc(1)
}

// call evaluates a call to want values (-1: all) from the first free register on.
func (g *gen) call(x *suffixExpr, want int) {
	n := len(x.parts) - 1
	base := g.alloc(1)
	cur := base
	if n > 0 {
		cur = g.suffix(x, n, base)
	} else if v, ok := x.head.(*local); ok {
		cur = v.reg
	} else {
		g.into(x.head, base)
	}
	g.callPart(&x.parts[n], cur, base, want)
}

// callPart calls the function or method of cur, with the results from base on,
// which is the topmost register in use.
func (g *gen) callPart(pt *part, cur, base, want int) {
	if pt.kind == partMethod {
		g.alloc(1)
		mark := g.free
		g.emit(abc(lua.OP_SELF, base, cur, g.operand(pt.key)), pt.line)
		g.free = mark
	} else if cur != base {
		g.op(lua.OP_MOVE, base, cur, 0)
	}
	b := 0
	if !g.openList(pt.args) {
		b = g.free - base
	}
	g.line = pt.line
	g.op(lua.OP_CALL, base, b, want+1)
	g.free = base + 1
}

// key gives the operand of a table key.
func (g *gen) key(e expr) (k int, isString bool) {
	k = g.operand(e)
	c, ok := e.(*constExpr)
	return k, ok && c.kind == constString && k&constFlag != 0
}
