package syntax

// envName is the variable whose fields globals are.
const envName = "_ENV"

// 5.4's limits.
const (
	maxLocals   = 200
	maxUpvalues = 255
)

// A local is a local variable of a function.
type local struct {
	name     string
	attr     attrib
	konst    *constExpr // value of a compile-time constant: it has no register
	captured bool       // by a function inside: needs closing

	reg int // the generator's
	dbg int // index of its debug information
}

// A funcScope is a function while it is parsed.
type funcScope struct {
	parent *funcScope
	fn     *function
	block  *blockScope
	active []*local // variables in scope
	hidden int      // those that don't count for maxLocals
	labels []*label // labels in scope
	gotos  []pendingGoto
	level  int // declared variables, active or not yet
}

// A blockScope is a block while it is parsed.
type blockScope struct {
	parent  *blockScope
	node    *block
	isLoop  bool
	nactive int // what was in scope where it began
	nlabels int
	ngotos  int
}

func (p *parser) openFunc(fn *function) {
	p.fn = &funcScope{parent: p.fn, fn: fn}
}

func (p *parser) closeFunc() {
	p.closeBlock()
	p.checkPendingGotos()
	p.fn = p.fn.parent
}

func (p *parser) newBlock() *block { return &block{} }

func (p *parser) openBlock(b *block, isLoop bool) {
	f := p.fn
	f.block = &blockScope{f.block, b, isLoop, len(f.active), len(f.labels), len(f.gotos)}
}

func (p *parser) closeBlock() {
	f, b := p.fn, p.fn.block
	f.active = f.active[:b.nactive]
	f.level = len(f.active)
	f.labels = f.labels[:b.nlabels]
	f.block = b.parent
	if b.parent != nil {
		f.liftGotos(b)
	}
}

// declare makes a variable that activate brings into scope later.
func (p *parser) declare(name string) *local {
	f := p.fn
	if f.level+1-f.hidden > maxLocals {
		p.limitError(maxLocals, "local variables")
	}
	f.level++
	return &local{name: name}
}

func (p *parser) activate(vs ...*local) {
	p.fn.active = append(p.fn.active, vs...)
	p.fn.level = len(p.fn.active)
}

func (p *parser) limitError(limit int, what string) {
	where := "main function"
	if p.fn.parent != nil {
		where = "function at line " + itoa(p.fn.fn.line)
	}
	p.failHere("too many " + what + " (limit is " + itoa(limit) + ") in " + where)
}

// find looks a name up among the variables in scope.
func (f *funcScope) find(name string) *local {
	for i := len(f.active) - 1; i >= 0; i-- {
		if v := f.active[i]; v.name == name {
			return v
		}
	}
	return nil
}

// resolve finds the variable a name stands for, from function f: a local of f,
// a constant, an upvalue, or nil for a global.
func (p *parser) resolve(f *funcScope, name string, line int) expr {
	if v := f.find(name); v != nil {
		return v
	}
	for i, u := range f.fn.upvals {
		if u.v.name == name {
			return &upvalExpr{i, line, u.v}
		}
	}
	if f.parent == nil {
		return nil
	}
	up := upvalue{}
	switch x := p.resolve(f.parent, name, line).(type) {
	case *local:
		if x.konst != nil {
			return x
		}
		x.captured = true
		up = upvalue{v: x, fromLocal: true}
	case *upvalExpr:
		up = upvalue{v: x.v, idx: x.idx}
	default:
		return nil
	}
	if len(f.fn.upvals) >= maxUpvalues {
		p.upvalueLimit(f)
	}
	f.fn.upvals = append(f.fn.upvals, up)
	return &upvalExpr{len(f.fn.upvals) - 1, line, up.v}
}

func (p *parser) upvalueLimit(f *funcScope) {
	p.fn = f // the message names the function that has too many
	p.limitError(maxUpvalues, "upvalues")
}

// needEnv is the panic that asks for another parse, with _ENV in a local.
type needEnv struct{}

// variable gives the expression that a name stands for.
func (p *parser) variable() expr {
	line := p.line
	name := p.name()
	if e := p.resolve(p.fn, name, line); e != nil {
		return e
	}
	if name == envName {
		panic(needEnv{})
	}
	if env := p.resolve(p.fn, envName, line); env != nil {
		return &suffixExpr{value(env), []part{{kind: partIndex, line: line, key: stringConst(name)}}}
	}
	return &globalExpr{name, line}
}

// checkAssignable refuses <const> and <close> variables as targets.
func (p *parser) checkAssignable(e expr) {
	var v *local
	switch e := e.(type) {
	case *local:
		v = e
	case *upvalExpr:
		v = e.v
	default:
		return
	}
	if v.attr != attrNone {
		p.semanticError("attempt to assign to const variable '" + v.name + "'")
	}
}
