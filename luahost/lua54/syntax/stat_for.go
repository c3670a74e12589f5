package syntax

func (p *parser) forStat(line int) stmt {
	p.next()
	name := p.name()
	switch p.tok.kind {
	case '=':
		return p.numericFor(name, line)
	case ',', tokIn:
		return p.genericFor(name, line)
	}
	p.failHere("'=' or 'in' expected")
	return nil
}

const forState = "(for state)"

func (p *parser) numericFor(name string, line int) stmt {
	s := &numForStmt{line: line}
	outer := p.newBlock() // scope of the control variables
	p.openBlock(outer, true)
	for i := range s.control {
		s.control[i] = p.declare(forState)
	}
	s.v = p.declare(name)
	p.next()
	s.start = p.expr()
	p.expect(',')
	s.limit = p.expr()
	if p.accept(',') {
		s.inc = p.expr()
	}
	p.activate(s.control[:]...)
	p.expect(tokDo)
	s.doLine = p.lastLine
	s.body = p.forBody(s.v)
	p.expectClose(tokEnd, tokFor, line)
	p.closeBlock()
	return s
}

func (p *parser) genericFor(name string, line int) stmt {
	s := &genForStmt{}
	outer := p.newBlock()
	p.openBlock(outer, true)
	for i := range s.control {
		s.control[i] = p.declare(forState)
	}
	s.closing = p.declare(forState)
	s.vars = []*local{p.declare(name)}
	for p.accept(',') {
		s.vars = append(s.vars, p.declare(p.name()))
	}
	p.expect(tokIn)
	s.line = p.line
	s.exprs = p.exprList()
	p.activate(s.control[:]...)
	p.activate(s.closing)
	if n := len(s.exprs); n < 4 && !isMulti(s.exprs[n-1]) {
		s.closing = nil
	}
	p.expect(tokDo)
	s.body = p.forBody(s.vars...)
	p.expectClose(tokEnd, tokFor, line)
	p.closeBlock()
	return s
}

// forBody reads a loop's block; its variables are fresh ones in every round.
func (p *parser) forBody(vars ...*local) *block {
	p.openBlock(p.newBlock(), false)
	p.activate(vars...)
	b := p.blockOf(false)
	p.closeBlock()
	return b
}
