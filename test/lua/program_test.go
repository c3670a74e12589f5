package lua

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A generator writes random Lua programs that end, and that print the same with
// any right Lua 5.4: no addresses, no order of pairs.
type generator struct {
	rnd    *rand.Rand
	b      strings.Builder
	indent int
	scopes [][]variable
	n      int // names made
	loops  int // nested loops
	funcs  int // nested functions
	labels int
	budget int
}

type variable struct {
	name  string
	konst bool
	fn    bool // its value is a function: not for arithmetic, else most of it fails
}

const prelude = `
local function show(v)
  local t = math.type(v) or type(v)
  if t == "float" then return ("%.14g"):format(v) .. "f" end
  if t == "string" then return ("%q"):format(v) end
  if t == "table" then
    local s = {}
    for i = 1, math.min(#v, 5) do s[i] = show and type(v[i]) ~= "table" and tostring(v[i]) or "t" end
    return "{" .. table.concat(s, ",") .. "}"
  end
  if t == "function" then return "function" end
  return tostring(v)
end
local steps = 0
local function out(...)
  steps = steps + 1
  if steps > 3000 then error("too long", 0) end
  local s = {}
  for i = 1, select("#", ...) do s[i] = show((select(i, ...))) end
  print(table.concat(s, " "))
end
local function try(f, ...)
  if steps > 3000 then return end
  return out("try", pcall(f, ...))
end
local function tick() steps = steps + 1 if steps > 3000 then error("too long", 0) end end
local function closer(name) return setmetatable({}, { __close = function(_, e) out("close", name, e) end }) end
local meta = {}
for _, e in ipairs { "add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "band", "bor", "bxor", "shl", "shr", "bnot", "concat" } do
  meta["__" .. e] = function(a, b) return e .. (rawequal(a, b) and "=" or type(a):sub(1, 1) .. type(b):sub(1, 1)) end
end
meta.__lt = function(a, b) return type(a) == "table" end
meta.__le = function(a, b) return type(b) == "table" end
meta.__index = function(t, k) return k end
meta.__call = function(self, ...) return select("#", ...), ... end
meta.__len = function() return 42 end
local M = setmetatable({}, meta)
G1, G2, G3 = 1, "two", 3.5
`

func program(seed uint64) string {
	g := &generator{rnd: rand.New(rand.NewPCG(seed, 54)), budget: 120}
	g.b.WriteString(prelude)
	g.push()
	for i := 0; i < 4; i++ {
		g.line("try(function(...)")
		g.push()
		g.funcs++
		g.indent++
		g.block(6)
		g.ret()
		g.indent--
		g.funcs--
		g.pop()
		g.line("end, 1, 'v', nil)")
	}
	return g.b.String()
}

func (g *generator) push() { g.scopes = append(g.scopes, nil) }
func (g *generator) pop()  { g.scopes = g.scopes[:len(g.scopes)-1] }

func (g *generator) line(format string, args ...any) {
	g.b.WriteString(strings.Repeat("  ", g.indent))
	fmt.Fprintf(&g.b, format, args...)
	g.b.WriteByte('\n')
}

func (g *generator) declare(v variable) { s := &g.scopes[len(g.scopes)-1]; *s = append(*s, v) }

func (g *generator) fresh() string { g.n++; return fmt.Sprintf("v%d", g.n) }

func (g *generator) chance(percent int) bool { return g.rnd.IntN(100) < percent }

func (g *generator) pick(list ...string) string { return list[g.rnd.IntN(len(list))] }

// name picks a variable in scope that fits, or a global.
func (g *generator) name(fits func(variable) bool) string {
	var all []string
	for _, s := range g.scopes {
		for _, v := range s {
			if fits(v) {
				all = append(all, v.name)
			}
		}
	}
	if len(all) == 0 || g.chance(10) {
		return g.pick("G1", "G2", "G3")
	}
	return all[g.rnd.IntN(len(all))]
}

func (g *generator) block(n int) {
	for n = 1 + g.rnd.IntN(n); n > 0; n-- {
		g.statement()
	}
}

func (g *generator) body(n int) {
	g.push()
	g.indent++
	g.block(n)
	g.indent--
	g.pop()
}

func (g *generator) ret() {
	switch g.rnd.IntN(4) {
	case 0:
		g.line("return %s, %s", g.expr(2), g.expr(2))
	case 1:
		g.line("return %s", g.call(2))
	case 2:
		g.line("return ...")
	default:
		g.line("return %s", g.expr(2))
	}
}

func (g *generator) statement() {
	g.budget--
	k := g.rnd.IntN(20)
	if g.budget < 0 {
		k = k % 8
	}
	switch k {
	case 0, 1:
		g.local()
	case 2, 3, 4:
		g.assign()
	case 5, 6:
		g.line("out(%s)", g.list(3, 3))
	case 7:
		g.line("try(%s)", g.function(2))
	case 8, 9:
		g.line("if %s then", g.expr(3))
		g.body(3)
		for g.chance(30) {
			g.line("elseif %s then", g.expr(2))
			g.body(2)
		}
		if g.chance(50) {
			g.line("else")
			g.body(3)
		}
		g.line("end")
	case 10, 11:
		g.numericFor()
	case 12:
		g.line("for %s, v in ipairs { %s } do", g.bound(), g.list(3, 3))
		g.loop()
	case 13:
		v := g.fresh()
		g.line("local %s = 0", v)
		g.line("while %s < %d do", v, 1+g.rnd.IntN(4))
		g.push()
		g.line("  %s = %s + 1", v, v)
		g.loop()
	case 14:
		v := g.fresh()
		g.line("local %s = 0", v)
		g.push()
		g.line("repeat")
		g.line("  %s = %s + 1 tick()", v, v)
		g.loops++
		g.indent++
		g.block(3)
		if g.chance(40) {
			g.jump()
		}
		w := g.fresh()
		g.line("local %s = %s", w, g.expr(2))
		if g.chance(50) {
			g.line("G1 = function() return %s end", w)
		}
		g.indent--
		g.loops--
		g.line("until %s > 2 or (%s and %s)", v, w, g.expr(1))
		g.pop()
	case 15:
		v := g.fresh()
		g.line("local function %s(%s)", v, g.params())
		g.function2()
		g.pop()
		g.declare(variable{name: v, fn: true})
	case 16:
		g.line("do")
		if g.chance(60) {
			v := g.fresh()
			g.indent++
			g.line("local %s <close> = %s", v, g.pick("closer '"+v+"'", "closer '"+v+"'", "nil"))
			g.indent--
		}
		g.body(4)
		g.line("end")
	case 17:
		g.labels++
		l := g.labels
		v := g.fresh()
		g.line("do local %s = 0", v)
		g.line("::l%d::", l)
		g.line("%s = %s + 1 tick()", v, v)
		g.push()
		g.declare(variable{name: v, konst: true})
		g.block(2)
		g.pop()
		g.line("if %s < 3 then goto l%d end end", v, l)
	case 18:
		g.line("for %s, %s in (function(_, i) if i < %d then return i + 1, i * 2 end end), nil, 0%s do", g.bound(), g.bound2(), g.rnd.IntN(4), g.pick("", ", nil", ", closer 'f'"))
		g.loop()
	case 19:
		g.line(";%s", g.call(2))
	}
}

func (g *generator) bound() string {
	g.push()
	v := g.fresh()
	g.declare(variable{name: v})
	return v
}

func (g *generator) bound2() string {
	v := g.fresh()
	g.declare(variable{name: v})
	return v
}

func (g *generator) numericFor() {
	a, b := g.rnd.IntN(5)-2, g.rnd.IntN(5)
	step := g.pick("", "", ", 1", ", 2", ", -1", ", 0.5", ", 1.0")
	from := fmt.Sprint(a)
	if g.chance(15) {
		from += ".0"
	}
	g.line("for %s = %s, %d%s do", g.bound(), from, b, step)
	g.loop()
}

// loop writes a loop's body and its end; the scope of its variables is open.
func (g *generator) loop() {
	g.loops++
	g.indent++
	g.line("tick()")
	g.labels++
	l := g.labels
	g.block(3)
	if g.chance(35) {
		g.line("if %s then goto c%d end", g.expr(1), l)
		g.push()
		g.block(2)
		g.pop()
	}
	if g.chance(30) {
		g.jump()
	}
	g.line("::c%d::", l)
	g.indent--
	g.loops--
	g.line("end")
	g.pop()
}

func (g *generator) jump() {
	if g.loops > 0 {
		g.line("if %s then %s end", g.expr(1), g.pick("break", "break", "return "+g.expr(1)))
	}
}

func (g *generator) local() {
	n := 1 + g.rnd.IntN(3)
	var names []string
	var vs []variable
	for range n {
		v := variable{name: g.fresh()}
		text := v.name
		if g.chance(20) {
			v.konst = true
			text += " <const>"
		}
		names = append(names, text)
		vs = append(vs, v)
	}
	if g.chance(15) {
		g.line("local %s", strings.Join(names, ", "))
	} else {
		g.line("local %s = %s", strings.Join(names, ", "), g.list(3, 3))
	}
	for _, v := range vs {
		g.declare(v)
	}
}

func (g *generator) target() string {
	if g.chance(25) {
		return fmt.Sprintf("%s[ %s ]", g.name(any_), g.expr(1))
	}
	return g.name(func(v variable) bool { return !v.konst && !v.fn })
}

func any_(variable) bool { return true }

func (g *generator) assign() {
	targets := g.target()
	for g.chance(35) {
		targets += ", " + g.target()
	}
	g.line("%s = %s", targets, g.list(3, 3))
}

// list gives up to n expressions of a depth.
func (g *generator) list(n, depth int) string {
	list := g.expr(depth)
	for i := 1; i < n && g.chance(50); i++ {
		list += ", " + g.expr(depth-1)
	}
	if g.chance(10) {
		list += ", ..."
	} else if depth > 1 && g.chance(15) {
		list += ", " + g.call(1)
	}
	return list
}

func (g *generator) params() string {
	g.push()
	text := ""
	for i := g.rnd.IntN(3); i > 0; i-- {
		v := g.fresh()
		g.declare(variable{name: v})
		text += v + ", "
	}
	return text + "..."
}

// function2 writes a body up to its end, the parameters' scope being open.
func (g *generator) function2() {
	loops := g.loops
	g.loops = 0
	g.funcs++
	g.indent++
	g.line("tick()")
	if g.funcs < 5 {
		g.block(3)
	}
	g.ret()
	g.indent--
	g.funcs--
	g.loops = loops
	g.line("end")
}

// function gives a short function as an expression.
func (g *generator) function(depth int) string {
	p := g.params()
	s := fmt.Sprintf("function(%s) return %s end", p, g.expr(depth-1))
	g.pop()
	return s
}

func (g *generator) call(depth int) string {
	f := g.name(func(v variable) bool { return v.fn })
	switch g.rnd.IntN(4) {
	case 0:
		return fmt.Sprintf("select(%d, %s)", 1+g.rnd.IntN(2), g.list(2, depth-1))
	case 1:
		return fmt.Sprintf("M(%s)", g.list(2, depth-1))
	case 2:
		return fmt.Sprintf("(%s)(%s)", g.function(depth), g.expr(depth-1))
	}
	return fmt.Sprintf("%s(%s)", f, g.list(2, depth-1))
}

func (g *generator) expr(depth int) string {
	if depth <= 0 || g.chance(15) {
		return g.atom()
	}
	switch g.rnd.IntN(12) {
	case 0, 1, 2:
		return fmt.Sprintf("%s %s %s", g.expr(depth-1), g.pick("+", "-", "*", "/", "//", "%", "^", "..", "&", "|", "~", "<<", ">>"), g.expr(depth-1))
	case 3:
		return fmt.Sprintf("(%s) %s (%s)", g.expr(depth-1), g.pick("+", "-", "*", "//", "..", "&"), g.expr(depth-1))
	case 4, 5:
		return fmt.Sprintf("%s %s %s", g.expr(depth-1), g.pick("==", "~=", "<", "<=", ">", ">="), g.expr(depth-1))
	case 6, 7:
		return fmt.Sprintf("%s %s %s", g.expr(depth-1), g.pick("and", "or"), g.expr(depth-1))
	case 8:
		return g.pick("not ", "- ", "#", "~", "not not ") + g.expr(depth-1)
	case 9:
		return "(" + g.expr(depth-1) + ")"
	case 10:
		if g.chance(30) {
			return "(" + g.call(depth-1) + ")"
		}
		return g.call(depth - 1)
	}
	return fmt.Sprintf("{ %s, k = %s }", g.list(2, depth-1), g.expr(depth-1))
}

func (g *generator) atom() string {
	switch g.rnd.IntN(10) {
	case 0, 1, 2, 3:
		return g.name(func(v variable) bool { return !v.fn })
	case 4, 5:
		return g.pick("0", "1", "2", "-3", "7", "10", "0x7fffffffffffffff", "1 << 62")
	case 6:
		return g.pick("0.0", "-0.0", "0.5", "1.0", "2.5e3", "1e15", "2^53", "1/0")
	case 7:
		return g.pick("'a'", "'10'", "'0x10'", "''", "'3.5'", "[[x\ny]]")
	case 8:
		return g.pick("nil", "true", "false", "...", "(...)")
	}
	return g.pick("M", "M.k", "M[1]", "#M", "{}", "{1, 2, 3}")
}
