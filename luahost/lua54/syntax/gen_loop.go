package syntax

import lua "github.com/yuin/gopher-lua"

// while puts the condition behind the body: one jump a round.
func (g *gen) while(s *whileStmt) {
	l := g.openLoop(false)
	line := g.line
	entry := -1
	if c, ok := s.cond.(*constExpr); !ok || !truth(c) {
		entry = g.jump()
	}
	top := len(g.code)
	g.block(s.body)
	if entry >= 0 {
		g.patch(entry, len(g.code))
	}
	g.line = line
	var again jumps
	g.cond(s.cond, true, &again)
	for _, pc := range again {
		g.setJump(pc, top)
	}
	g.patchHere(l.breaks)
	g.closeLoop()
}

// repeat evaluates the condition in the body's scope; what the body captured is
// closed on both ways out.
func (g *gen) repeat(s *repeatStmt) {
	l := g.openLoop(false)
	top := len(g.code)
	nactive, nreg := len(g.active), g.nreg
	g.body(s.body, nreg)
	var exit, again jumps
	if g.mustClose(nreg) {
		g.cond(s.cond, true, &exit)
		g.op(lua.OP_CLOSE, nreg, 0, 0)
		g.jumpTo(top)
		g.patchHere(exit)
		g.op(lua.OP_CLOSE, nreg, 0, 0)
	} else {
		g.cond(s.cond, false, &again)
		for _, pc := range again {
			g.setJump(pc, top)
		}
	}
	g.deactivate(nactive)
	g.nreg, g.free = nreg, nreg
	g.patchHere(l.breaks)
	g.closeLoop()
}

func (g *gen) numericFor(s *numForStmt) {
	l := g.openLoop(false)
	nactive, nreg := len(g.active), g.nreg
	inc := s.inc
	if inc == nil {
		inc = numberConst(intNumber(1))
	}
	base := g.free
	g.list([]expr{value(s.start), value(s.limit), value(inc)}, 3)
	g.activate(base, s.control[:])
	prep := g.emit(abx(lua.OP_FORPREP, base, 0), s.doLine)
	top := len(g.code)
	g.loopBody(s.body, nreg, s.v)
	next := g.emit(abx(lua.OP_FORLOOP, base, 0), s.line)
	g.line = s.line
	g.setJump(prep, next)
	g.setJump(next, top)
	g.deactivate(nactive)
	g.nreg, g.free = nreg, nreg
	g.patchHere(l.breaks)
	g.closeLoop()
}

// genericFor keeps iterator, state and control in registers, then the value to
// be closed if the list can have a fourth (B of TFORLOOP tells), then the variables.
func (g *gen) genericFor(s *genForStmt) {
	l := g.openLoop(s.closing != nil)
	nactive, nreg := len(g.active), g.nreg
	g.line = s.line
	base := g.free
	control, closing := s.control[:], 0
	if s.closing != nil {
		control, closing = append(control, s.closing), 1
		s.closing.attr = attrClose
		g.ntbc++
	}
	g.list(s.exprs, len(control))
	g.activate(base, control)
	if s.closing != nil {
		g.op(OpForTbc, base+3, 0, 0)
	}
	entry := g.jump()
	top := len(g.code)
	g.loopBody(s.body, nreg, s.vars...)
	g.patch(entry, len(g.code))
	g.line = s.line
	g.op(lua.OP_TFORLOOP, base, closing, len(s.vars))
	g.jumpTo(top)
	g.patchHere(l.breaks)
	if s.closing != nil {
		g.op(lua.OP_CLOSE, base+3, 0, 0)
	}
	g.deactivate(nactive)
	g.nreg, g.free = nreg, nreg
	g.closeLoop()
}

// loopBody compiles a for loop's block; its variables are new in every round.
func (g *gen) loopBody(b *block, outer int, vars ...*local) {
	nactive, nreg := len(g.active), g.nreg
	g.activate(g.alloc(len(vars)), vars)
	g.body(b, outer)
	g.leave(b, nactive, nreg)
}
