package syntax

// A pendingGoto is a goto, or a break outside any loop, without a label so far.
type pendingGoto struct {
	stmt    *gotoStmt
	nactive int
	isBreak bool
}

func (p *parser) gotoStat() stmt {
	line := p.line
	p.next()
	s := &gotoStmt{name: p.name(), line: line}
	for _, l := range p.fn.labels {
		if l.name == s.name { // backward
			s.label = l
			return s
		}
	}
	p.addGoto(s, false)
	return s
}

func (p *parser) addGoto(s *gotoStmt, isBreak bool) {
	p.fn.gotos = append(p.fn.gotos, pendingGoto{s, len(p.fn.active), isBreak})
}

func (p *parser) breakStat() stmt {
	line := p.line
	p.next()
	for b := p.fn.block; b != nil; b = b.parent {
		if b.isLoop {
			return &breakStmt{line}
		}
	}
	p.addGoto(&gotoStmt{line: line}, true) // reported at the function's end, as 5.4 does
	return nil
}

// labelStat reads ::name:: and the void statements that follow: at the end of a
// block a label counts as outside the scope of the block's locals.
func (p *parser) labelStat() {
	line := p.line
	p.next()
	name := p.name()
	p.expect(tokDbcolon)
	l := &label{name: name, line: line, block: p.fn.block.node}
	p.add(l, line)
	for p.tok.kind == ';' || p.tok.kind == tokDbcolon {
		p.statement()
	}
	f := p.fn
	for _, old := range f.labels {
		if old.name == name {
			p.semanticError("label '" + name + "' already defined on line " + itoa(old.line))
		}
	}
	l.nactive = len(f.active)
	if p.blockEnds(false) {
		l.nactive = f.block.nactive
	}
	f.labels = append(f.labels, l)
	kept := f.gotos[:f.block.ngotos]
	for _, g := range f.gotos[f.block.ngotos:] {
		if g.isBreak || g.stmt.name != name {
			kept = append(kept, g)
			continue
		}
		if g.nactive < l.nactive {
			p.semanticError("<goto " + name + "> at line " + itoa(g.stmt.line) +
				" jumps into the scope of local '" + f.active[g.nactive].name + "'")
		}
		g.stmt.label = l
	}
	f.gotos = kept
}

// liftGotos hands the pending gotos of a closed block to the one around it.
func (f *funcScope) liftGotos(b *blockScope) {
	for i := b.ngotos; i < len(f.gotos); i++ {
		f.gotos[i].nactive = b.nactive
	}
}

func (p *parser) checkPendingGotos() {
	if len(p.fn.gotos) == 0 {
		return
	}
	g := p.fn.gotos[0]
	if g.isBreak {
		p.semanticError("break outside loop at line " + itoa(g.stmt.line))
	}
	p.semanticError("no visible label '" + g.stmt.name + "' for <goto> at line " + itoa(g.stmt.line))
}
