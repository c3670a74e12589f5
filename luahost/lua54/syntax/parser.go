package syntax

// A parser is a recursive-descent parser over the lexer. Errors leave it as
// panics of *SyntaxError, which parse recovers.
type parser struct {
	lexer
	fn    *funcScope
	depth int
}

// maxDepth bounds nesting, and with it the Go stack, as C Lua bounds its C stack.
const maxDepth = 197

func (p *parser) enter() {
	if p.depth++; p.depth > maxDepth {
		panic(&SyntaxError{File: p.file, Msg: "C stack overflow"})
	}
}

func (p *parser) leave() { p.depth-- }

// expected is the error for a missing token.
func (p *parser) expected(k kind) { p.failHere(k.String() + " expected") }

// accept skips the token if it is k.
func (p *parser) accept(k kind) bool {
	if p.tok.kind != k {
		return false
	}
	p.next()
	return true
}

func (p *parser) expect(k kind) {
	if p.tok.kind != k {
		p.expected(k)
	}
	p.next()
}

// expectClose skips what closes a construct that opened at a line.
func (p *parser) expectClose(closing, opening kind, line int) {
	if p.tok.kind == closing {
		p.next()
		return
	}
	if line == p.line {
		p.expected(closing)
	}
	p.failHere(closing.String() + " expected (to close " + opening.String() + " at line " + itoa(line) + ")")
}

func (p *parser) name() string {
	if p.tok.kind != tokName {
		p.expected(tokName)
	}
	s := p.tok.s
	p.next()
	return s
}

// semanticError has no "near" part.
func (p *parser) semanticError(msg string) { p.fail(msg, "") }

// parse reads a chunk. With withEnv its main function holds _ENV in a local;
// without it, globals are reached by opcodes, and naming _ENV asks for another try.
func parse(src, file string, withEnv bool) (fn *function, again bool, err error) {
	p := &parser{lexer: lexer{src: src, file: file, line: 1, lastLine: 1}}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *SyntaxError:
			fn, err = nil, r
		case needEnv:
			again = true
		default:
			panic(r)
		}
	}()
	fn = &function{vararg: true, usesEnv: withEnv}
	p.openFunc(fn)
	if withEnv {
		v := &local{name: envName}
		fn.params = []*local{v}
		p.fn.active = append(p.fn.active, v)
		p.fn.hidden++
	}
	fn.body = p.newBlock()
	p.next()
	p.openBlock(fn.body, false)
	p.statements()
	if p.tok.kind != tokEOF {
		p.expected(tokEOF)
	}
	fn.end = p.lastLine
	p.closeFunc()
	return fn, false, nil
}
