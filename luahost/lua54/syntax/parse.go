package syntax

import (
	"fmt"
	"math"
	"strconv"

	"github.com/yuin/gopher-lua/ast"
)

// Mode selects how 5.3/5.4 operators are lowered.
type Mode int

const (
	ModeCall   Mode = iota // every new operator -> call of a hidden intrinsic (stock VM)
	ModeNative             // new operators -> tagged OP_POW/OP_UNM pairs that Patch() turns into OP_NOP-escapes
)

// operator kinds carried in bits 24.. of the line number of tagged nodes
const (
	KIdiv = iota + 1
	KBand
	KBor
	KBxor
	KShl
	KShr
	KBnot
)
const LineMask = 1<<24 - 1

var kindName = map[int]string{KIdiv: "idiv", KBand: "band", KBor: "bor", KBxor: "bxor", KShl: "shl", KShr: "shr", KBnot: "bnot"}

// ConstPrefix marks string constants that are replaced after compilation by
// values that AST cannot express ("\x00#i" big integer, "\x00#f" integral float).
const ConstPrefix = "\x00#"

type varinfo struct {
	name  string
	attr  byte // 0, 'c'onst, 't'obeclosed
	ident string
}
type scope struct {
	vars   []varinfo
	parent *scope
	fn     *fnState
	loop   bool
}
type fnState struct {
	parent *fnState
	vararg bool
	noPass bool // cannot `...` (inside a lowered closure)
}
type parser struct {
	lexer
	mode  Mode
	sc    *scope
	fn    *fnState
	env   bool // chunk mentions _ENV freely -> all globals become _ENV.x
	tmp   int
	depth int
	intr  map[string]bool // intrinsics used (hoisted to chunk locals)
}

func (p *parser) check(t tk) {
	if p.tok.t != t {
		p.err2(fmt.Sprintf("'%s' expected", tokStr(t)))
	}
}
func (p *parser) err2(msg string) {
	ln := p.line
	p.line = p.tok.line
	n := p.nearTok()
	if p.has { // lookahead already consumed text
		n = "'" + tokStr(p.tok.t) + "'"
	}
	defer func() { p.line = ln }()
	p.err(msg, n)
}
func (p *parser) semErr(line int, msg string) {
	p.line = line
	p.err(msg, "")
}
func (p *parser) accept(t tk) bool {
	if p.tok.t == t {
		p.next()
		return true
	}
	return false
}
func (p *parser) expect(t tk) { p.check(t); p.next() }
func (p *parser) match(what, who tk, line int) {
	if p.tok.t != what {
		if line == p.tok.line {
			p.err2(fmt.Sprintf("'%s' expected", tokStr(what)))
		}
		p.err2(fmt.Sprintf("'%s' expected (to close '%s' at line %d)", tokStr(what), tokStr(who), line))
	}
	p.next()
}
func (p *parser) name() string {
	if p.tok.t != tName {
		p.err2("<name> expected")
	}
	s := p.tok.s
	p.next()
	return s
}

func (p *parser) open(loop bool) { p.sc = &scope{parent: p.sc, fn: p.fn, loop: loop} }
func (p *parser) close()         { p.sc = p.sc.parent }
func (p *parser) declare(name string, attr byte) {
	p.sc.vars = append(p.sc.vars, varinfo{name, attr, name})
}
func (p *parser) lookup(name string) (*varinfo, *fnState) {
	for s := p.sc; s != nil; s = s.parent {
		for i := len(s.vars) - 1; i >= 0; i-- {
			if s.vars[i].name == name {
				return &s.vars[i], s.fn
			}
		}
	}
	return nil, nil
}

func at[T ast.PositionHolder](n T, line int) T { n.SetLine(line); n.SetLastLine(line); return n }
func ident(n string, line int) *ast.IdentExpr  { return at(&ast.IdentExpr{Value: n}, line) }
func strE(s string, line int) *ast.StringExpr  { return at(&ast.StringExpr{Value: s}, line) }

func intE(v int64, line int) ast.Expr {
	if v > -(1<<53) && v < 1<<53 {
		return at(&ast.NumberExpr{Value: strconv.FormatInt(v, 10)}, line)
	}
	return strE(ConstPrefix+"i"+strconv.FormatInt(v, 10), line)
}
func floatE(f float64, line int) ast.Expr {
	if f == math.Trunc(f) || f != f { // integral, inf or nan
		return strE(ConstPrefix+"f"+strconv.FormatUint(math.Float64bits(f), 16), line)
	}
	return at(&ast.NumberExpr{Value: strconv.FormatFloat(f, 'g', 17, 64)}, line)
}

// global access
func (p *parser) global(n string, line int) ast.Expr {
	if p.env {
		return at(&ast.AttrGetExpr{Object: ident("_ENV", line), Key: strE(n, line)}, line)
	}
	if v, _ := p.lookup("_ENV"); v != nil {
		return at(&ast.AttrGetExpr{Object: ident("_ENV", line), Key: strE(n, line)}, line)
	}
	return ident(n, line)
}
func (p *parser) variable(n string, line int) ast.Expr {
	if v, _ := p.lookup(n); v != nil {
		return ident(n, line)
	}
	if n == "_ENV" {
		if !p.env {
			panic(needEnv{})
		}
		return ident("_ENV", line)
	}
	return p.global(n, line)
}

type needEnv struct{}

// Parse returns gopher-lua statements for a Lua 5.4 chunk.
func Parse(src, chunk string, mode Mode) (stmts []ast.Stmt, err error) {
	run := func(env bool) (stmts []ast.Stmt, again bool, err error) {
		p := &parser{mode: mode, env: env, intr: map[string]bool{}}
		p.src, p.line, p.chunk = src, 1, chunk
		defer func() {
			if r := recover(); r != nil {
				switch e := r.(type) {
				case *SyntaxError:
					err = e
				case needEnv:
					again = true
				default:
					panic(r)
				}
			}
		}()
		if len(src) > 0 && src[0] == '#' {
			for p.p < len(src) && src[p.p] != '\n' {
				p.p++
			}
		}
		p.fn = &fnState{vararg: true}
		p.open(false)
		if env {
			p.declare("_ENV", 0)
		}
		p.next()
		stmts = p.block()
		if p.tok.t != tEOF {
			p.err2("'<eof>' expected")
		}
		if env {
			stmts = append([]ast.Stmt{at(&ast.LocalAssignStmt{Names: []string{"_ENV"}, Exprs: []ast.Expr{at(&ast.FuncCallExpr{Func: ident("\x00env", 1)}, 1)}}, 1)}, stmts...)
		}
		if len(p.intr) > 0 && mode == ModeCall {
			for k := range p.intr {
				stmts = append([]ast.Stmt{at(&ast.LocalAssignStmt{Names: []string{"\x00l" + k}, Exprs: []ast.Expr{ident("\x00"+k, 1)}}, 1)}, stmts...)
			}
		}
		return stmts, false, nil
	}
	s, again, err := run(false)
	if again {
		s, _, err = run(true)
	}
	return s, err
}

func (p *parser) blockEnd() bool {
	switch p.tok.t {
	case tEOF, tEnd, tElse, tElseif, tUntil:
		return true
	}
	return false
}

// block parses statements in the current scope
func (p *parser) block() []ast.Stmt {
	var out []ast.Stmt
	for !p.blockEnd() {
		if p.tok.t == tReturn {
			out = append(out, p.retstat())
			break
		}
		if p.tok.t == tLocal && p.tbcAhead() {
			return append(out, p.tbc()...)
		}
		out = append(out, p.statement()...)
	}
	return out
}
func (p *parser) scoped(loop bool) []ast.Stmt {
	p.open(loop)
	b := p.block()
	p.close()
	return b
}
func (p *parser) retstat() ast.Stmt {
	line := p.tok.line
	p.next()
	var ex []ast.Expr
	if !p.blockEnd() && p.tok.t != ';' {
		ex = p.exprlist()
	}
	p.accept(';')
	if !p.blockEnd() {
		p.err2("'<eof>' expected")
	}
	return at(&ast.ReturnStmt{Exprs: ex}, line)
}

func (p *parser) enter() {
	p.depth++
	if p.depth > 195 {
		p.err("chunk has too many syntax levels", "")
	}
}

func (p *parser) statement() []ast.Stmt {
	p.enter()
	defer func() { p.depth-- }()
	line := p.tok.line
	switch p.tok.t {
	case ';':
		p.next()
		return nil
	case tIf:
		return []ast.Stmt{p.ifstat()}
	case tWhile:
		p.next()
		c := p.expr()
		p.expect(tDo)
		b := p.scoped(true)
		last := p.tok.line
		p.match(tEnd, tWhile, line)
		s := at(&ast.WhileStmt{Condition: c, Stmts: b}, line)
		s.SetLastLine(last)
		return []ast.Stmt{s}
	case tDo:
		p.next()
		b := p.scoped(false)
		last := p.tok.line
		p.match(tEnd, tDo, line)
		s := at(&ast.DoBlockStmt{Stmts: b}, line)
		s.SetLastLine(last)
		return []ast.Stmt{s}
	case tFor:
		return []ast.Stmt{p.forstat()}
	case tRepeat:
		p.next()
		p.open(true)
		b := p.block()
		p.match(tUntil, tRepeat, line)
		c := p.expr()
		p.close()
		s := at(&ast.RepeatStmt{Condition: c, Stmts: b}, line)
		s.SetLastLine(p.last)
		return []ast.Stmt{s}
	case tFunction:
		return []ast.Stmt{p.funcstat()}
	case tLocal:
		p.next()
		if p.accept(tFunction) {
			n := p.name()
			p.declare(n, 0)
			f := p.body(line, false)
			return []ast.Stmt{at(&ast.LocalAssignStmt{Names: []string{n}, Exprs: []ast.Expr{f}}, line)}
		}
		return p.localstat(line)
	case tDbcolon:
		p.next()
		n := p.name()
		p.expect(tDbcolon)
		return []ast.Stmt{at(&ast.LabelStmt{Name: n}, line)}
	case tBreak:
		p.next()
		return []ast.Stmt{at(&ast.BreakStmt{}, line)}
	case tGoto:
		p.next()
		return []ast.Stmt{at(&ast.GotoStmt{Label: p.name()}, line)}
	}
	return p.exprstat()
}
func (p *parser) ifstat() ast.Stmt {
	line := p.tok.line
	p.next()
	c := p.expr()
	p.expect(tThen)
	th := p.scoped(false)
	s := at(&ast.IfStmt{Condition: c, Then: th}, line)
	switch p.tok.t {
	case tElseif:
		s.Else = []ast.Stmt{p.ifstat()}
		return s
	case tElse:
		p.next()
		s.Else = p.scoped(false)
	}
	s.SetLastLine(p.tok.line)
	p.match(tEnd, tIf, line)
	return s
}
func (p *parser) forstat() ast.Stmt {
	line := p.tok.line
	p.next()
	n := p.name()
	switch p.tok.t {
	case '=':
		p.next()
		a := p.expr()
		p.expect(',')
		b := p.expr()
		var c ast.Expr
		if p.accept(',') {
			c = p.expr()
		}
		p.expect(tDo)
		p.open(true)
		p.declare(n, 0)
		p.open(false)
		body := p.block()
		p.close()
		p.close()
		s := at(&ast.NumberForStmt{Name: n, Init: a, Limit: b, Step: c, Stmts: body}, line)
		s.SetLastLine(p.tok.line)
		p.match(tEnd, tFor, line)
		return s
	case ',', tIn:
		names := []string{n}
		for p.accept(',') {
			names = append(names, p.name())
		}
		p.expect(tIn)
		ex := p.exprlist()
		p.expect(tDo)
		p.open(true)
		for _, n := range names {
			p.declare(n, 0)
		}
		p.open(false)
		body := p.block()
		p.close()
		p.close()
		s := at(&ast.GenericForStmt{Names: names, Exprs: ex, Stmts: body}, line)
		s.SetLastLine(p.tok.line)
		p.match(tEnd, tFor, line)
		return s
	}
	p.err2("'=' or 'in' expected")
	return nil
}
func (p *parser) funcstat() ast.Stmt {
	line := p.tok.line
	p.next()
	n := p.name()
	var e ast.Expr = p.variable(n, line)
	if id, ok := e.(*ast.IdentExpr); ok {
		p.checkConst(id.Value, line)
	}
	for p.tok.t == '.' {
		p.next()
		k := p.name()
		e = at(&ast.AttrGetExpr{Object: e, Key: strE(k, line)}, line)
	}
	if p.accept(':') {
		m := p.name()
		f := p.body(line, true)
		return at(&ast.FuncDefStmt{Name: &ast.FuncName{Receiver: e, Method: m}, Func: f}, line)
	}
	f := p.body(line, false)
	return at(&ast.FuncDefStmt{Name: &ast.FuncName{Func: e}, Func: f}, line)
}
func (p *parser) body(line int, method bool) *ast.FunctionExpr {
	p.fn = &fnState{parent: p.fn}
	p.open(false)
	if method {
		p.declare("self", 0)
	}
	pl := &ast.ParList{}
	p.expect('(')
	if p.tok.t != ')' {
		for {
			if p.accept(tDots) {
				pl.HasVargs = true
				p.fn.vararg = true
				break
			}
			n := p.name()
			pl.Names = append(pl.Names, n)
			p.declare(n, 0)
			if !p.accept(',') {
				break
			}
		}
	}
	p.expect(')')
	b := p.block()
	last := p.tok.line
	p.match(tEnd, tFunction, line)
	p.close()
	p.fn = p.fn.parent
	f := at(&ast.FunctionExpr{ParList: pl, Stmts: b}, line)
	f.SetLastLine(last)
	return f
}
func (p *parser) attrib() byte {
	if !p.accept('<') {
		return 0
	}
	a := p.name()
	p.expect('>')
	switch a {
	case "const":
		return 'c'
	case "close":
		return 't'
	}
	p.semErr(p.tok.line, fmt.Sprintf("unknown attribute '%s'", a))
	return 0
}

// mentions reports whether expression f (a function) refers to name freely; conservative.
func (p *parser) localstat(line int) []ast.Stmt {
	var names []string
	var attrs []byte
	for {
		names = append(names, p.name())
		attrs = append(attrs, p.attrib())
		if !p.accept(',') {
			break
		}
	}
	var ex []ast.Expr
	if p.accept('=') {
		ex = p.exprlist()
	}
	for i, n := range names {
		p.declare(n, attrs[i])
	}
	if len(names) == 1 && len(ex) == 1 {
		if _, ok := ex[0].(*ast.FunctionExpr); ok { // defeat gopher-lua's `local f = function` = `local function f`
			names = append(names, "(fn)")
			ex = append(ex, at(&ast.NilExpr{}, line))
		}
	}
	if len(names) > 1 && len(ex) == 0 {
	}
	s := at(&ast.LocalAssignStmt{Names: names, Exprs: ex}, line)
	return []ast.Stmt{s}
}

// tbcAhead: does `local` start a declaration with <close>? (scan raw text cheaply)
func (p *parser) tbcAhead() bool {
	sv := p.lexer
	defer func() { p.lexer = sv }()
	defer func() { recover() }()
	p.next()
	for p.tok.t == tName {
		p.next()
		if p.tok.t == '<' {
			p.next()
			if p.tok.t == tName && p.tok.s == "close" {
				return true
			}
			p.next()
			p.next()
		}
		if p.tok.t != ',' {
			return false
		}
		p.next()
	}
	return false
}

// tbc lowers: local x <close> = e; REST   ==>
//
//	local x = e
//	return-or-fallthrough \0tbc(x, function(...) REST end, ...)
//
// break/goto leaving REST are signalled through sentinel results (prototype: return + fallthrough only).
func (p *parser) tbc() []ast.Stmt {
	line := p.tok.line
	p.next()
	var names []string
	tb := ""
	for {
		n := p.name()
		a := p.attrib()
		names = append(names, n)
		if a == 't' {
			if tb != "" {
				p.semErr(line, "multiple to-be-closed variables in local list")
			}
			tb = n
		}
		if !p.accept(',') {
			break
		}
	}
	var ex []ast.Expr
	if p.accept('=') {
		ex = p.exprlist()
	}
	for _, n := range names {
		a := byte(0)
		if n == tb {
			a = 't'
		}
		p.declare(n, a)
	}
	if len(names) == 1 {
		names = append(names, "(fn)")
	}
	outer := p.fn
	p.fn = &fnState{parent: outer, vararg: outer.vararg}
	p.open(false)
	rest := p.block()
	p.close()
	p.fn = outer
	bl := p.tok.line
	rest = append(rest, at(&ast.ReturnStmt{Exprs: []ast.Expr{ident("\x00fall", bl)}}, bl))
	if n := len(rest); n > 1 {
		if _, ok := rest[n-2].(*ast.ReturnStmt); ok {
			rest = rest[:n-1]
		}
	}
	f := at(&ast.FunctionExpr{ParList: &ast.ParList{HasVargs: true}, Stmts: rest}, line)
	f.SetLastLine(bl)
	args := []ast.Expr{ident(tb, line), f}
	if outer.vararg {
		args = append(args, at(&ast.Comma3Expr{}, line))
	}
	call := at(&ast.FuncCallExpr{Func: ident("\x00tbc", line), Args: args}, line)
	// local r = pack(tbc(...)); if r[1] ~= FALL then return unpack(r) end
	r := fmt.Sprintf("(tbc%d)", p.tmp)
	p.tmp++
	pk := at(&ast.FuncCallExpr{Func: ident("\x00pack", line), Args: []ast.Expr{call}}, line)
	cond := at(&ast.RelationalOpExpr{Operator: "~=", Lhs: at(&ast.AttrGetExpr{Object: ident(r, line), Key: intE(1, line)}, line), Rhs: ident("\x00fall", line)}, line)
	ret := at(&ast.ReturnStmt{Exprs: []ast.Expr{at(&ast.FuncCallExpr{Func: ident("\x00unpack", line), Args: []ast.Expr{ident(r, line)}}, line)}}, line)
	return []ast.Stmt{
		at(&ast.LocalAssignStmt{Names: names, Exprs: ex}, line),
		at(&ast.LocalAssignStmt{Names: []string{r}, Exprs: []ast.Expr{pk}}, line),
		at(&ast.IfStmt{Condition: cond, Then: []ast.Stmt{ret}}, line),
	}
}

func (p *parser) checkConst(n string, line int) {
	if v, _ := p.lookup(n); v != nil && v.attr != 0 {
		p.semErr(line, fmt.Sprintf("attempt to assign to const variable '%s'", n))
	}
}
func (p *parser) exprstat() []ast.Stmt {
	line := p.tok.line
	e := p.suffixed()
	if p.tok.t == '=' || p.tok.t == ',' {
		lhs := []ast.Expr{e}
		for p.accept(',') {
			lhs = append(lhs, p.suffixed())
		}
		for _, l := range lhs {
			switch x := l.(type) {
			case *ast.IdentExpr:
				p.checkConst(x.Value, line)
			case *ast.AttrGetExpr:
			default:
				p.err2("syntax error")
			}
		}
		p.expect('=')
		rhs := p.exprlist()
		return p.assign(lhs, rhs, line)
	}
	c, ok := e.(*ast.FuncCallExpr)
	if !ok || c.AdjustRet {
		p.err2("syntax error")
	}
	return []ast.Stmt{at(&ast.FuncCallStmt{Expr: c}, line)}
}
func simple(e ast.Expr) bool {
	switch e.(type) {
	case *ast.StringExpr, *ast.NumberExpr, *ast.TrueExpr, *ast.FalseExpr, *ast.NilExpr:
		return true
	}
	return false
}
func (p *parser) assign(lhs, rhs []ast.Expr, line int) []ast.Stmt {
	if len(lhs) == 1 {
		if len(rhs) == 1 {
			return []ast.Stmt{at(&ast.AssignStmt{Lhs: lhs, Rhs: rhs}, line)}
		}
	}
	// gopher-lua's own multiple assignment is wrong for locals (#440): lower through temporaries
	var out []ast.Stmt
	var pn []string
	var pe []ast.Expr
	tmp := func(e ast.Expr) ast.Expr {
		if simple(e) {
			return e
		}
		n := fmt.Sprintf("(t%d)", p.tmp)
		p.tmp++
		pn = append(pn, n)
		pe = append(pe, e)
		return ident(n, e.Line())
	}
	nl := make([]ast.Expr, len(lhs))
	for i, l := range lhs {
		if a, ok := l.(*ast.AttrGetExpr); ok {
			nl[i] = at(&ast.AttrGetExpr{Object: tmp(a.Object), Key: tmp(a.Key)}, a.Line())
		} else {
			nl[i] = l
		}
	}
	if len(pn) > 0 {
		if len(pn) == 1 {
			pn = append(pn, "(fn)")
			pe = append(pe, at(&ast.NilExpr{}, line))
		}
		out = append(out, at(&ast.LocalAssignStmt{Names: pn, Exprs: pe}, line))
	}
	vn := make([]string, len(lhs))
	for i := range lhs {
		vn[i] = fmt.Sprintf("(v%d)", p.tmp)
		p.tmp++
	}
	names := vn
	if len(names) == 1 {
		names = append([]string{vn[0]}, "(fn)")
		if len(rhs) == 1 {
			rhs = append(rhs, at(&ast.NilExpr{}, line))
		}
	}
	out = append(out, at(&ast.LocalAssignStmt{Names: names, Exprs: rhs}, line))
	for i := len(lhs) - 1; i >= 0; i-- {
		out = append(out, at(&ast.AssignStmt{Lhs: []ast.Expr{nl[i]}, Rhs: []ast.Expr{ident(vn[i], line)}}, line))
	}
	return []ast.Stmt{at(&ast.DoBlockStmt{Stmts: out}, line)}
}
func (p *parser) exprlist() []ast.Expr {
	out := []ast.Expr{p.expr()}
	for p.accept(',') {
		out = append(out, p.expr())
	}
	return out
}

func (p *parser) primary() ast.Expr {
	line := p.tok.line
	switch p.tok.t {
	case tName:
		n := p.name()
		return p.variable(n, line)
	case '(':
		p.next()
		e := p.expr()
		p.match(')', '(', line)
		switch x := e.(type) {
		case *ast.FuncCallExpr:
			x.AdjustRet = true
		case *ast.Comma3Expr:
			x.AdjustRet = true
		case *ast.IdentExpr, *ast.AttrGetExpr:
			return &parenExpr{Expr: e}
		}
		return e
	}
	p.err2("unexpected symbol")
	return nil
}

// parenExpr only lives during parsing (so `(a) = 1` is rejected).
type parenExpr struct{ ast.Expr }

func unparen(e ast.Expr) ast.Expr {
	if x, ok := e.(*parenExpr); ok {
		return x.Expr
	}
	return e
}

func (p *parser) suffixed() ast.Expr {
	e := p.primary()
	for {
		line := p.tok.line
		switch p.tok.t {
		case '.':
			p.next()
			kl := p.tok.line
			k := p.name()
			e = at(&ast.AttrGetExpr{Object: unparen(e), Key: strE(k, kl)}, kl)
		case '[':
			p.next()
			k := p.expr()
			p.expect(']')
			if s, ok := k.(*ast.StringExpr); ok && len(s.Value) > 2 && s.Value[:2] == ConstPrefix {
				// float/bigint literal used as a key: keep it out of *KS opcodes
				k = at(&ast.ArithmeticOpExpr{Operator: "+", Lhs: s, Rhs: intE(0, line)}, line)
			}
			e = at(&ast.AttrGetExpr{Object: unparen(e), Key: k}, line)
		case ':':
			p.next()
			m := p.name()
			args := p.args()
			e = at(&ast.FuncCallExpr{Receiver: unparen(e), Method: m, Args: args}, line)
		case '(', tString, '{':
			args := p.args()
			e = at(&ast.FuncCallExpr{Func: unparen(e), Args: args}, line)
		default:
			return e
		}
	}
}
func (p *parser) args() []ast.Expr {
	line := p.tok.line
	switch p.tok.t {
	case tString:
		s := strE(p.tok.s, line)
		p.next()
		return []ast.Expr{s}
	case '{':
		return []ast.Expr{p.table()}
	case '(':
		p.next()
		if p.accept(')') {
			return nil
		}
		a := p.exprlist()
		p.match(')', '(', line)
		return a
	}
	p.err2("function arguments expected")
	return nil
}
func (p *parser) table() ast.Expr {
	line := p.tok.line
	p.expect('{')
	t := at(&ast.TableExpr{}, line)
	for p.tok.t != '}' {
		switch {
		case p.tok.t == tName && p.peek().t == '=':
			k := strE(p.name(), p.tok.line)
			p.next()
			t.Fields = append(t.Fields, &ast.Field{Key: k, Value: p.expr()})
		case p.tok.t == '[':
			p.next()
			k := p.expr()
			p.expect(']')
			p.expect('=')
			if s, ok := k.(*ast.StringExpr); ok && len(s.Value) > 2 && s.Value[:2] == ConstPrefix {
				k = at(&ast.ArithmeticOpExpr{Operator: "+", Lhs: s, Rhs: intE(0, line)}, line)
			}
			t.Fields = append(t.Fields, &ast.Field{Key: k, Value: p.expr()})
		default:
			t.Fields = append(t.Fields, &ast.Field{Value: p.expr()})
		}
		if !p.accept(',') && !p.accept(';') {
			break
		}
	}
	p.match('}', '{', line)
	return t
}

func (p *parser) simpleexp() ast.Expr {
	line := p.tok.line
	switch p.tok.t {
	case tInt:
		v := p.tok.i
		p.next()
		return intE(v, line)
	case tFloat:
		v := p.tok.f
		p.next()
		return floatE(v, line)
	case tString:
		s := p.tok.s
		p.next()
		return strE(s, line)
	case tNil:
		p.next()
		return at(&ast.NilExpr{}, line)
	case tTrue:
		p.next()
		return at(&ast.TrueExpr{}, line)
	case tFalse:
		p.next()
		return at(&ast.FalseExpr{}, line)
	case tDots:
		if !p.fn.vararg {
			p.err2("cannot use '...' outside a vararg function")
		}
		p.next()
		return at(&ast.Comma3Expr{}, line)
	case '{':
		return p.table()
	case tFunction:
		p.next()
		return p.body(line, false)
	}
	return unparen(p.suffixed())
}

var binprec = map[tk][2]int{'+': {10, 10}, '-': {10, 10}, '*': {11, 11}, '%': {11, 11}, '^': {14, 13}, '/': {11, 11}, tIdiv: {11, 11}, '&': {6, 6}, '|': {4, 4}, '~': {5, 5}, tShl: {7, 7}, tShr: {7, 7}, tConcat: {9, 8}, tEq: {3, 3}, '<': {3, 3}, tLe: {3, 3}, tNe: {3, 3}, '>': {3, 3}, tGe: {3, 3}, tAnd: {2, 2}, tOr: {1, 1}}

func (p *parser) expr() ast.Expr { return p.subexpr(0) }
func (p *parser) subexpr(limit int) ast.Expr {
	p.enter()
	defer func() { p.depth-- }()
	var e ast.Expr
	line := p.tok.line
	switch p.tok.t {
	case tNot:
		p.next()
		x := p.subexpr(12)
		e = at(&ast.UnaryNotOpExpr{Expr: x}, line)
	case '-':
		p.next()
		x := p.subexpr(12)
		if n, ok := numOf(x); ok {
			e = n.neg().expr(line)
		} else {
			e = at(&ast.UnaryMinusOpExpr{Expr: x}, line)
		}
	case '#':
		p.next()
		x := p.subexpr(12)
		e = at(&ast.UnaryLenOpExpr{Expr: x}, line)
	case '~':
		p.next()
		x := p.subexpr(12)
		e = p.ext(KBnot, x, nil, line)
	default:
		e = p.simpleexp()
	}
	for {
		op := p.tok.t
		pr, ok := binprec[op]
		if !ok || pr[0] <= limit {
			return e
		}
		line := p.tok.line
		p.next()
		r := p.subexpr(pr[1])
		e = p.binary(op, e, r, line)
	}
}

type num struct {
	isf bool
	i   int64
	f   float64
}

func (n num) neg() num {
	if n.isf {
		return num{true, 0, -n.f}
	}
	return num{false, -n.i, 0}
}
func (n num) expr(line int) ast.Expr {
	if n.isf {
		return floatE(n.f, line)
	}
	return intE(n.i, line)
}
func (n num) flt() float64 {
	if n.isf {
		return n.f
	}
	return float64(n.i)
}
func numOf(e ast.Expr) (num, bool) {
	switch x := e.(type) {
	case *ast.NumberExpr:
		i, f, k := ParseNumber(x.Value)
		return num{k == 2, i, f}, k != 0
	case *ast.StringExpr:
		if len(x.Value) > 3 && x.Value[:2] == ConstPrefix {
			if x.Value[2] == 'i' {
				v, _ := strconv.ParseInt(x.Value[3:], 10, 64)
				return num{false, v, 0}, true
			}
			v, _ := strconv.ParseUint(x.Value[3:], 16, 64)
			return num{true, 0, math.Float64frombits(v)}, true
		}
	}
	return num{}, false
}
func fold(op tk, a, b num) (num, bool) {
	if a.isf || b.isf || op == '/' || op == '^' {
		x, y := a.flt(), b.flt()
		var r float64
		switch op {
		case '+':
			r = x + y
		case '-':
			r = x - y
		case '*':
			r = x * y
		case '/':
			r = x / y
		case '^':
			r = math.Pow(x, y)
		default:
			return num{}, false
		}
		if r != r || r == 0 {
			return num{}, false
		}
		return num{true, 0, r}, true
	}
	switch op {
	case '+':
		return num{false, a.i + b.i, 0}, true
	case '-':
		return num{false, a.i - b.i, 0}, true
	case '*':
		return num{false, a.i * b.i, 0}, true
	}
	return num{}, false
}

// nofold hides a literal from gopher-lua's own (float) constant folder.
func nofold(e ast.Expr) ast.Expr {
	if n, ok := e.(*ast.NumberExpr); ok {
		i, f, k := ParseNumber(n.Value)
		if k == 1 {
			return strE(ConstPrefix+"i"+strconv.FormatInt(i, 10), e.Line())
		}
		return strE(ConstPrefix+"f"+strconv.FormatUint(math.Float64bits(f), 16), e.Line())
	}
	return e
}

func (p *parser) call(name string, line int, args ...ast.Expr) ast.Expr {
	p.intr[name] = true
	return at(&ast.FuncCallExpr{Func: ident("\x00l"+name, line), Args: args, AdjustRet: true}, line)
}
func (p *parser) ext(k int, l, r ast.Expr, line int) ast.Expr {
	if p.mode == ModeCall {
		if r == nil {
			return p.call(kindName[k], line, l)
		}
		return p.call(kindName[k], line, l, r)
	}
	if r == nil {
		r = intE(0, line)
	}
	l = nofold(l)
	tl := line | k<<24
	return at(&ast.UnaryMinusOpExpr{Expr: at(&ast.ArithmeticOpExpr{Operator: "^", Lhs: l, Rhs: r}, tl)}, tl)
}
func (p *parser) binary(op tk, l, r ast.Expr, line int) ast.Expr {
	if a, ok := numOf(l); ok {
		if b, ok := numOf(r); ok {
			if v, ok := fold(op, a, b); ok {
				return v.expr(line)
			}
			switch op {
			case '+', '-', '*', '/', '%', '^':
				l = nofold(l)
			}
		}
	}
	switch op {
	case '+', '-', '*', '%', '^', '/':
		if p.mode == ModeCall && op == '/' {
			return p.call("div", line, l, r)
		}
		return at(&ast.ArithmeticOpExpr{Operator: string(rune(op)), Lhs: l, Rhs: r}, line)
	case tConcat:
		return at(&ast.StringConcatOpExpr{Lhs: l, Rhs: r}, line)
	case tEq, tNe, '<', '>', tLe, tGe:
		o := tokStr(op)
		return at(&ast.RelationalOpExpr{Operator: o, Lhs: l, Rhs: r}, line)
	case tAnd:
		return at(&ast.LogicalOpExpr{Operator: "and", Lhs: l, Rhs: r}, line)
	case tOr:
		return at(&ast.LogicalOpExpr{Operator: "or", Lhs: l, Rhs: r}, line)
	case tIdiv:
		return p.ext(KIdiv, l, r, line)
	case '&':
		return p.ext(KBand, l, r, line)
	case '|':
		return p.ext(KBor, l, r, line)
	case '~':
		return p.ext(KBxor, l, r, line)
	case tShl:
		return p.ext(KShl, l, r, line)
	case tShr:
		return p.ext(KShr, l, r, line)
	}
	panic("op")
}
