package syntax

import lua "github.com/yuin/gopher-lua"

// jumps are the places of jump instructions that wait for their target.
type jumps []int

func (g *gen) jump() int { return g.emit(abx(lua.OP_JMP, 0, jumpBias), g.line) }

func (g *gen) jumpTarget(pc int) int { return pc + 1 + int(g.code[pc]&maxBx) - jumpBias }

// setJump points the jump at pc, of whatever opcode, to a place.
func (g *gen) setJump(pc, to int) {
	d := to - (pc + 1) + jumpBias
	if d < 0 || d > maxBx {
		g.fail("control structure too long")
	}
	g.code[pc] = g.code[pc]&^maxBx | uint32(d)
}

func (g *gen) jumpTo(to int) { g.setJump(g.jump(), to) }

func (g *gen) patch(pc, to int) { g.setJump(pc, to) }

func (g *gen) patchHere(js jumps) {
	for _, pc := range js {
		g.setJump(pc, len(g.code))
	}
}

// A loop is a loop whose body is being compiled.
type loop struct {
	breaks jumps
	level  int  // registers in use around it
	closes bool // the code at its end closes variables itself
}

func (g *gen) openLoop(closes bool) *loop {
	l := &loop{level: g.nreg, closes: closes}
	g.loops = append(g.loops, l)
	return l
}

func (g *gen) closeLoop() { g.loops = g.loops[:len(g.loops)-1] }

// mustClose reports whether leaving the registers from level on needs a CLOSE.
func (g *gen) mustClose(level int) bool {
	for i := len(g.active) - 1; i >= 0; i-- {
		v := g.active[i]
		if v.konst != nil {
			continue
		}
		if v.reg < level {
			break
		}
		if v.captured || v.attr == attrClose {
			return true
		}
	}
	return false
}

func (g *gen) closeFrom(level int) {
	if g.mustClose(level) {
		g.op(lua.OP_CLOSE, level, 0, 0)
	}
}

func (g *gen) breakStmt() {
	l := g.loops[len(g.loops)-1]
	if !l.closes {
		g.closeFrom(l.level)
	}
	l.breaks = append(l.breaks, g.jump())
}

// placeLabel puts a label here: it keeps the variables in scope.
func (g *gen) placeLabel(l *label) {
	l.placed, l.pc, l.level = true, len(g.code), g.nreg
	g.patchHere(l.jumps)
}

// gotoStmt closes what goes out of scope. Locals of the label's block that come
// behind a forward goto have not been captured when it jumps.
func (g *gen) gotoStmt(s *gotoStmt) {
	l := s.label
	if l.placed {
		g.closeFrom(l.level)
		g.jumpTo(l.pc)
		return
	}
	level := g.nreg
	for i := len(g.scopes) - 1; i >= 0; i-- {
		if g.scopes[i].node == l.block {
			break
		}
		level = g.scopes[i].outer
	}
	g.closeFrom(level)
	l.jumps = append(l.jumps, g.jump())
}
