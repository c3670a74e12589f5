package syntax

// blockEnds reports whether the token ends a block. `until` ends the statements
// of a repeat, but not the scope of its locals.
func (p *parser) blockEnds(withUntil bool) bool {
	switch p.tok.kind {
	case tokElse, tokElseif, tokEnd, tokEOF:
		return true
	case tokUntil:
		return withUntil
	}
	return false
}

// statements fills the current block; a return must be its last.
func (p *parser) statements() {
	for !p.blockEnds(true) {
		last := p.tok.kind == tokReturn
		p.statement()
		if last {
			return
		}
	}
}

// block reads a block with a scope of its own.
func (p *parser) blockOf(isLoop bool) *block {
	b := p.newBlock()
	p.openBlock(b, isLoop)
	p.statements()
	p.closeBlock()
	return b
}

// add appends a statement that starts at the line to the current block.
func (p *parser) add(s stmt, line int) {
	b := p.fn.block.node
	b.stmts = append(b.stmts, s)
	b.lines = append(b.lines, line)
}

func (p *parser) statement() {
	line := p.line
	p.enter()
	switch p.tok.kind {
	case ';':
		p.next()
	case tokIf:
		p.add(p.ifStat(line), line)
	case tokWhile:
		p.next()
		cond := p.expr()
		p.expect(tokDo)
		body := p.blockOf(true)
		p.expectClose(tokEnd, tokWhile, line)
		p.add(&whileStmt{cond, body}, line)
	case tokDo:
		p.next()
		body := p.blockOf(false)
		p.expectClose(tokEnd, tokDo, line)
		p.add(&doStmt{body}, line)
	case tokFor:
		p.add(p.forStat(line), line)
	case tokRepeat:
		p.add(p.repeatStat(line), line)
	case tokFunction:
		p.add(p.funcStat(line), line)
	case tokLocal:
		p.next()
		if p.accept(tokFunction) {
			p.add(p.localFunc(), line)
		} else {
			p.add(p.localStat(), line)
		}
	case tokDbcolon:
		p.labelStat()
	case tokReturn:
		p.add(p.returnStat(), line)
	case tokBreak:
		if s := p.breakStat(); s != nil {
			p.add(s, line)
		}
	case tokGoto:
		p.add(p.gotoStat(), line)
	default:
		p.add(p.exprStat(), line)
	}
	p.leave()
}

func (p *parser) ifStat(line int) stmt {
	s := &ifStmt{}
	for {
		p.next() // if or elseif
		s.conds = append(s.conds, p.expr())
		p.expect(tokThen)
		s.lines = append(s.lines, p.lastLine)
		s.blocks = append(s.blocks, p.blockOf(false))
		if p.tok.kind != tokElseif {
			break
		}
	}
	if p.accept(tokElse) {
		s.blocks = append(s.blocks, p.blockOf(false))
	}
	p.expectClose(tokEnd, tokIf, line)
	return s
}

// repeatStat: the condition sees the body's locals.
func (p *parser) repeatStat(line int) stmt {
	p.next()
	s := &repeatStmt{body: p.newBlock()}
	p.openBlock(s.body, true)
	p.statements()
	p.expectClose(tokUntil, tokRepeat, line)
	s.cond = p.expr()
	p.closeBlock()
	return s
}

func (p *parser) returnStat() stmt {
	s := &returnStmt{line: p.line}
	p.next()
	if !p.blockEnds(true) && p.tok.kind != ';' {
		s.exprs = p.exprList()
	}
	p.accept(';')
	return s
}

// funcStat reads function a.b.c:m() ... end.
func (p *parser) funcStat(line int) stmt {
	p.next()
	target, isMethod := p.variable(), false
	for p.tok.kind == '.' || p.tok.kind == ':' {
		isMethod = p.tok.kind == ':'
		p.next()
		keyLine := p.line
		target = index(target, stringConst(p.name()), keyLine)
		if isMethod {
			break
		}
	}
	fn := p.funcBody(isMethod, line)
	p.checkAssignable(target)
	return &funcStmt{target, fn, line}
}

// funcBody reads from the parameters to the end.
func (p *parser) funcBody(isMethod bool, line int) *function {
	fn := &function{line: line, body: p.newBlock()}
	p.openFunc(fn)
	p.openBlock(fn.body, false)
	p.expect('(')
	if isMethod {
		fn.params = append(fn.params, p.declare("self"))
		p.activate(fn.params...)
	}
	var params []*local
	if p.tok.kind != ')' {
		for {
			if p.tok.kind == tokName {
				params = append(params, p.declare(p.name()))
			} else if p.accept(tokDots) {
				fn.vararg = true
			} else {
				p.failHere("<name> or '...' expected")
			}
			if fn.vararg || !p.accept(',') {
				break
			}
		}
	}
	p.activate(params...)
	fn.params = append(fn.params, params...)
	p.expect(')')
	p.statements()
	fn.end = p.line
	p.expectClose(tokEnd, tokFunction, line)
	p.closeFunc()
	return fn
}

// exprStat reads a call or an assignment.
func (p *parser) exprStat() stmt {
	e := p.suffixed()
	if p.tok.kind != '=' && p.tok.kind != ',' {
		call, ok := e.(*suffixExpr)
		if !ok || !isCall(call) {
			p.failHere("syntax error")
		}
		return &callStmt{call}
	}
	s := &assignStmt{}
	for {
		if !isVariable(e) {
			p.failHere("syntax error")
		}
		p.checkAssignable(e)
		s.targets = append(s.targets, e)
		if !p.accept(',') {
			break
		}
		e = p.suffixed()
		p.enter() // 5.4 recurses here
	}
	p.expect('=')
	s.exprs = p.exprList()
	p.depth -= len(s.targets) - 1
	s.line = p.lastLine
	return s
}
