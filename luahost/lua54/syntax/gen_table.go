package syntax

import (
	"slices"

	lua "github.com/yuin/gopher-lua"
)

// table makes a constructor's table in the topmost register: positional values
// gather behind it and are stored in batches.
func (g *gen) table(x *tableExpr, dst int) {
	mark := g.free
	t := dst
	if dst != g.free-1 || !g.isTemp(dst) {
		t = g.alloc(1)
	}
	g.line = x.line
	g.op(lua.OP_NEWTABLE, t, min(x.narray, maxCount), min(len(x.fields)-x.narray, maxCount))
	batch, pending := 1, 0
	var names fieldNames
	for i := range x.fields {
		f := &x.fields[i]
		switch {
		case f.key != nil && names.isNew(f.key):
			top := g.free
			if k, isString := g.key(f.key); isString {
				g.emit(abc(OpNewField, t, k, g.operand(f.value)), f.line)
			} else {
				g.storeOperand(t, k, false, g.operand(f.value), f.line)
			}
			g.free = top
		case f.key != nil:
			top := g.free
			g.store(t, f.key, f.value, f.line)
			g.free = top
		case i == len(x.fields)-1 && isMulti(f.value):
			g.multi(f.value, -1)
			g.setList(t, 0, batch)
			pending = 0
		default:
			g.line = f.line
			g.into(f.value, g.alloc(1))
			if pending++; pending == lua.FieldsPerFlush {
				g.setList(t, pending, batch)
				batch++
				pending = 0
				g.free = t + 1
			}
		}
	}
	if pending > 0 {
		g.setList(t, pending, batch)
	}
	g.free = mark
	if t != dst {
		g.op(lua.OP_MOVE, dst, t, 0)
	}
}

// fieldNames are the names of a constructor's fields so far.
type fieldNames struct {
	seen []string
	open bool // there was a key that isn't a name, or too many
}

// isNew reports whether a key is a name, and no field so far can have it.
func (n *fieldNames) isNew(key expr) bool {
	c, ok := key.(*constExpr)
	if !ok || len(n.seen) == maxNames {
		n.open = true
	}
	if n.open || c.kind != constString || slices.Contains(n.seen, c.s) {
		return false
	}
	n.seen = append(n.seen, c.s)
	return true
}

const maxNames = 64

func (g *gen) setList(t, n, batch int) {
	if batch <= maxCount {
		g.op(lua.OP_SETLIST, t, n, batch)
		return
	}
	g.op(lua.OP_SETLIST, t, n, 0)
	g.emit(uint32(batch), g.line)
}

// store sets a field of the table in a register.
func (g *gen) store(t int, key, val expr, line int) {
	k, isString := g.key(key)
	g.storeOperand(t, k, isString, g.operand(val), line)
}

func (g *gen) storeOperand(t, k int, isString bool, val, line int) {
	op := lua.OP_SETTABLE
	if isString {
		op = lua.OP_SETTABLEKS
	}
	g.emit(abc(op, t, k, val), line)
}
