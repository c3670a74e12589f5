package syntax

import lua "github.com/yuin/gopher-lua"

// body compiles the statements of a block in the scope that is open. outer is the
// number of registers that stay in use when control leaves the block.
func (g *gen) body(b *block, outer int) {
	g.scopes = append(g.scopes, scope{b, outer})
	for i, s := range b.stmts {
		g.line = b.lines[i]
		g.stmt(s)
		g.free = g.nreg
	}
	g.scopes = g.scopes[:len(g.scopes)-1]
}

// block compiles a block with its scope, and closes what was captured in it.
func (g *gen) block(b *block) {
	nactive, nreg := len(g.active), g.nreg
	g.body(b, nreg)
	g.leave(b, nactive, nreg)
}

// leave ends the scope of variables. Behind a jump nobody gets to close them.
func (g *gen) leave(b *block, nactive, nreg int) {
	if !endsInJump(b) {
		g.closeFrom(nreg)
	}
	g.deactivate(nactive)
	g.nreg, g.free = nreg, nreg
}

func endsInJump(b *block) bool {
	if len(b.stmts) == 0 {
		return false
	}
	switch b.stmts[len(b.stmts)-1].(type) {
	case *returnStmt, *breakStmt, *gotoStmt:
		return true
	}
	return false
}

func (g *gen) stmt(s stmt) {
	switch s := s.(type) {
	case *localStmt:
		g.local(s)
	case *localFuncStmt:
		g.localFunc(s)
	case *assignStmt:
		g.assign(s)
	case *callStmt:
		g.call(s.call, 0)
	case *funcStmt:
		g.funcStmt(s)
	case *doStmt:
		g.block(s.body)
	case *ifStmt:
		g.ifStmt(s)
	case *whileStmt:
		g.while(s)
	case *repeatStmt:
		g.repeat(s)
	case *numForStmt:
		g.numericFor(s)
	case *genForStmt:
		g.genericFor(s)
	case *returnStmt:
		g.returnStmt(s)
	case *breakStmt:
		g.breakStmt()
	case *gotoStmt:
		g.gotoStmt(s)
	case *label:
		g.placeLabel(s)
	}
}

func (g *gen) ifStmt(s *ifStmt) {
	var end jumps
	for i := range s.conds {
		if g.ifBreak(s, i) {
			continue
		}
		var next jumps
		g.ifCond(s, i, false, &next)
		g.block(s.blocks[i])
		if i < len(s.blocks)-1 && !endsInJump(s.blocks[i]) {
			end = append(end, g.jump())
		}
		g.patchHere(next)
	}
	if len(s.blocks) > len(s.conds) {
		g.block(s.blocks[len(s.blocks)-1])
	}
	g.patchHere(end)
}

func (g *gen) ifCond(s *ifStmt, i int, sense bool, out *jumps) {
	g.test = s.lines[i]
	g.cond(s.conds[i], sense, out)
	g.test = 0
}

// ifBreak compiles `if c then break`, where nothing is to be closed, to one jump.
func (g *gen) ifBreak(s *ifStmt, i int) bool {
	b := s.blocks[i]
	if len(b.stmts) != 1 {
		return false
	}
	if _, ok := b.stmts[0].(*breakStmt); !ok {
		return false
	}
	l := g.loops[len(g.loops)-1]
	if !l.closes && g.mustClose(l.level) {
		return false
	}
	g.ifCond(s, i, true, &l.breaks)
	return true
}

func (g *gen) returnStmt(s *returnStmt) {
	switch len(s.exprs) {
	case 0:
		g.op(lua.OP_RETURN, 0, 1, 0)
		return
	case 1:
		if call, ok := s.exprs[0].(*suffixExpr); ok && isCall(call) && g.ntbc == 0 {
			base := g.free
			g.call(call, -1)
			pc := len(g.code) - 1
			g.code[pc] = g.code[pc]&(1<<26-1) | uint32(lua.OP_TAILCALL)<<26
			g.op(lua.OP_RETURN, base, 0, 0)
			return
		}
		if !isMulti(s.exprs[0]) {
			r := g.reg(s.exprs[0])
			if v, ok := s.exprs[0].(*local); ok && v.captured && g.ntbc > 0 {
				r = g.alloc(1) // what is closed now may still assign to it
				g.into(v, r)
			}
			g.emit(abc(lua.OP_RETURN, r, 2, 0), s.line)
			return
		}
	}
	base := g.free
	if g.openList(s.exprs) {
		g.emit(abc(lua.OP_RETURN, base, 0, 0), s.line)
	} else {
		g.emit(abc(lua.OP_RETURN, base, g.free-base+1, 0), s.line)
	}
}
