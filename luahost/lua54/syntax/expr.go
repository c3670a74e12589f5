package syntax

func stringConst(s string) *constExpr { return &constExpr{kind: constString, s: s} }
func numberConst(n number) *constExpr { return &constExpr{kind: constNumber, n: n} }

var (
	nilConst   = &constExpr{kind: constNil}
	falseConst = &constExpr{kind: constFalse}
	trueConst  = &constExpr{kind: constTrue}
)

// value gives an expression as an operand: a compile-time constant by its value,
// without parentheses that change nothing.
func value(e expr) expr {
	switch x := e.(type) {
	case *local:
		if x.konst != nil {
			return x.konst
		}
	case *parenExpr:
		if !isMulti(x.x) {
			return value(x.x)
		}
	}
	return e
}

// isMulti: expressions that can give any number of values.
func isMulti(e expr) bool {
	switch x := e.(type) {
	case *varargExpr:
		return true
	case *suffixExpr:
		return isCall(x)
	}
	return false
}

func isCall(e *suffixExpr) bool { return e.parts[len(e.parts)-1].kind != partIndex }

// isVariable: expressions that can be assigned to.
func isVariable(e expr) bool {
	switch x := e.(type) {
	case *local, *upvalExpr, *globalExpr:
		return true
	case *suffixExpr:
		return !isCall(x)
	}
	return false
}

func (p *parser) exprList() []expr {
	list := []expr{p.expr()}
	for p.accept(',') {
		list = append(list, p.expr())
	}
	return list
}

func (p *parser) expr() expr { return p.subExpr(0) }

// subExpr reads an expression of operators that bind tighter than limit.
func (p *parser) subExpr(limit int) expr {
	p.enter()
	var e expr
	if op := unaryOp(p.tok.kind); op != noUnop {
		line := p.line
		p.next()
		e = unary(op, p.subExpr(unaryRank), line)
	} else {
		e = value(p.simple())
	}
	for {
		op := binaryOp(p.tok.kind)
		if op == noBinop || rank[op].left <= limit {
			break
		}
		line := p.line
		p.next()
		readAt(e, line)
		right := p.subExpr(rank[op].right)
		if op.isCompare() {
			line = p.lastLine
		}
		e = binary(op, e, right, line)
	}
	p.leave()
	return e
}

// readAt moves a variable's reading to the line of the operator behind it: there
// 5.4 emits the code.
func readAt(e expr, line int) {
	switch x := e.(type) {
	case *globalExpr:
		x.line = line
	case *upvalExpr:
		x.line = line
	case *suffixExpr:
		if !isCall(x) {
			x.parts[len(x.parts)-1].line = line
		}
	}
}

func (p *parser) simple() expr {
	var e expr
	switch p.tok.kind {
	case tokInt, tokFloat:
		e = numberConst(p.tok.n)
	case tokString:
		e = stringConst(p.tok.s)
	case tokNil:
		e = nilConst
	case tokTrue:
		e = trueConst
	case tokFalse:
		e = falseConst
	case tokDots:
		if !p.fn.fn.vararg {
			p.failHere("cannot use '...' outside a vararg function")
		}
		e = &varargExpr{p.line}
	case '{':
		return p.table()
	case tokFunction:
		p.next()
		return &funcExpr{p.funcBody(false, p.line)}
	default:
		return p.suffixed()
	}
	p.next()
	return e
}

func (p *parser) primary() expr {
	switch p.tok.kind {
	case tokName:
		return p.variable()
	case '(':
		line := p.line
		p.next()
		e := p.expr()
		p.expectClose(')', '(', line)
		return &parenExpr{e}
	}
	p.failHere("unexpected symbol")
	return nil
}

// suffixed reads a variable or call. Its caller may assign to it, so a
// compile-time constant comes out as its variable.
func (p *parser) suffixed() expr {
	e := p.primary()
	for {
		switch p.tok.kind {
		case '.':
			p.next()
			line := p.line
			e = index(e, stringConst(p.name()), line)
		case '[':
			p.next()
			key := p.expr()
			line := p.line
			p.expect(']')
			e = index(e, key, line)
		case ':':
			p.next()
			name := stringConst(p.name())
			args, line := p.args()
			e = suffix(e, part{partMethod, line, name, args})
		case '(', tokString, '{':
			args, line := p.args()
			e = suffix(e, part{partCall, line, nil, args})
		default:
			return e
		}
	}
}

// suffix appends a part to an expression.
func suffix(e expr, pt part) expr {
	if s, ok := e.(*suffixExpr); ok {
		s.parts = append(s.parts, pt)
		return s
	}
	return &suffixExpr{value(e), []part{pt}}
}

func index(e, key expr, line int) expr {
	return suffix(e, part{partIndex, line, key, nil})
}

// args reads a call's arguments; the call's line is that of their start.
func (p *parser) args() ([]expr, int) {
	line := p.line
	switch p.tok.kind {
	case tokString:
		s := stringConst(p.tok.s)
		p.next()
		return []expr{s}, line
	case '{':
		return []expr{p.table()}, line
	case '(':
		p.next()
		var list []expr
		if p.tok.kind != ')' {
			list = p.exprList()
		}
		p.expectClose(')', '(', line)
		return list, line
	}
	p.failHere("function arguments expected")
	return nil, 0
}

func (p *parser) table() expr {
	t := &tableExpr{line: p.line}
	p.expect('{')
	for p.tok.kind != '}' {
		f := field{}
		switch {
		case p.tok.kind == tokName && p.peek() == '=':
			f.key = stringConst(p.name())
		case p.tok.kind == '[':
			p.next()
			f.key = p.expr()
			p.expect(']')
		}
		if f.key != nil {
			p.expect('=')
		} else {
			t.narray++
		}
		f.value = p.expr()
		f.line = p.lastLine
		t.fields = append(t.fields, f)
		if !p.accept(',') && !p.accept(';') {
			break
		}
	}
	p.expectClose('}', '{', t.line)
	return t
}

// unary and binary build operations, folding what is constant.

func unary(op unop, x expr, line int) expr {
	if c, ok := x.(*constExpr); ok {
		if r := foldUnary(op, c); r != nil {
			return r
		}
	}
	return &unaryExpr{op, line, x}
}

func binary(op binop, l, r expr, line int) expr {
	switch op {
	case opAnd, opOr:
		if x, ok := l.(*logicExpr); ok && x.isAnd == (op == opAnd) {
			x.items = append(x.items, r)
			return x
		}
		return &logicExpr{op == opAnd, []expr{l, r}}
	case opConcat: // one operation; its line is the last operator's, as in 5.4
		if x, ok := r.(*concatExpr); ok {
			x.items = append([]expr{l}, x.items...)
			return x
		}
		return &concatExpr{[]expr{l, r}, line}
	}
	if a, ok := l.(*constExpr); ok {
		if b, ok := r.(*constExpr); ok {
			if c := foldBinary(op, a, b); c != nil {
				return c
			}
		}
	}
	if x, ok := l.(*chainExpr); ok {
		x.steps = append(x.steps, step{op, line, r})
		return x
	}
	return &chainExpr{l, []step{{op, line, r}}}
}
