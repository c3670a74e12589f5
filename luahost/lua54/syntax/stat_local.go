package syntax

// localFunc reads `local function`: the name is in scope in the body.
func (p *parser) localFunc() stmt {
	v := p.declare(p.name())
	p.activate(v)
	line := p.line
	return &localFuncStmt{v, p.funcBody(false, line), line}
}

// localStat reads a declaration. The last name, if <const> and given a constant,
// is a compile-time constant: no register, no upvalue.
func (p *parser) localStat() stmt {
	s := &localStmt{}
	for {
		v := p.declare(p.name())
		v.attr = p.attrib()
		if v.attr == attrClose {
			if s.tbc != nil {
				p.semanticError("multiple to-be-closed variables in local list")
			}
			s.tbc = v
		}
		s.vars = append(s.vars, v)
		if !p.accept(',') {
			break
		}
	}
	if p.accept('=') {
		s.exprs = p.exprList()
	}
	s.line = p.lastLine
	last := s.vars[len(s.vars)-1]
	if last.attr == attrConst && len(s.exprs) == len(s.vars) {
		last.konst, _ = s.exprs[len(s.exprs)-1].(*constExpr)
	}
	p.activate(s.vars...)
	return s
}
