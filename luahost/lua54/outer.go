package lua54

import (
	"cmp"
	"slices"

	lua "github.com/yuin/gopher-lua"
)

// OuterWrite is a place where a function writes to something of the chunk
// around it: a variable, or a field of what a variable holds.
type OuterWrite struct {
	Name string // of the chunk's local, or of the global
	Line int
}

// OuterWrites finds, in a compiled chunk, the first place for each local of the
// main function where an inner function assigns to it, or to a field of what it
// holds; and for each global that inner functions write to and the chunk or
// inner functions know otherwise. It reads the code only: what is passed on to
// other functions or modules it doesn't see, except as table.insert(t, ...).
func OuterWrites(p *Proto) []OuterWrite {
	f := finder{locals: map[int]OuterWrite{}, globals: map[string]OuterWrite{}, known: map[string]bool{}}
	for pc := 0; pc < len(p.Code); pc++ {
		w := p.Code[pc]
		switch int(w >> 26) {
		case lua.OP_SETGLOBAL:
			f.known[p.Constants[w&0x3ffff].String()] = true
		case lua.OP_CLOSURE:
			inner := p.FunctionPrototypes[w&0x3ffff]
			captured := make([]int, inner.NumUpvalues) // registers of the main function, -1: none
			for i := range captured {
				pc++
				captured[i] = -1
				if u := p.Code[pc]; int(u>>26) == lua.OP_MOVE {
					captured[i] = int(u & 0x1ff)
				}
			}
			f.scan(inner, captured)
		}
	}
	var found []OuterWrite
	for _, w := range f.locals {
		found = append(found, w)
	}
	for name, w := range f.globals {
		if f.known[name] {
			found = append(found, w)
		}
	}
	slices.SortFunc(found, func(a, b OuterWrite) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Name, b.Name))
	})
	return found
}

// finder collects the first write to each local (by the main function's
// register) and global.
type finder struct {
	locals  map[int]OuterWrite
	globals map[string]OuterWrite
	known   map[string]bool // globals that the chunk sets, or inner functions read
}

// holder is where a value in a register comes from: an upvalue, or a global.
type holder struct {
	up     int
	global string
}

// scan looks at an inner function; captured are its upvalues as registers of
// the main function.
func (f *finder) scan(p *Proto, captured []int) {
	holds := map[int]holder{}
	wrote := func(h holder, pc int) {
		w := OuterWrite{h.global, p.DbgSourcePositions[pc]}
		if h.global != "" {
			if _, seen := f.globals[h.global]; !seen {
				f.globals[h.global] = w
			}
		} else if reg := captured[h.up]; reg >= 0 {
			w.Name = p.DbgUpvalues[h.up]
			if _, seen := f.locals[reg]; !seen {
				f.locals[reg] = w
			}
		}
	}
	for pc := 0; pc < len(p.Code); pc++ {
		w := p.Code[pc]
		op, a, b := int(w>>26), int(w>>18)&0xff, int(w>>9)&0x1ff
		if op == lua.OP_GETUPVAL || op == lua.OP_SETUPVAL || op == lua.OP_MOVE {
			b = int(w & 0x1ff)
		}
		from, held := holder{}, false
		switch op {
		case lua.OP_GETUPVAL:
			from, held = holder{up: b}, true
		case lua.OP_GETGLOBAL:
			name := p.Constants[w&0x3ffff].String()
			f.known[name] = true
			from, held = holder{global: name}, true
		case lua.OP_MOVE:
			from, held = holds[b]
		case lua.OP_GETTABLE, lua.OP_GETTABLEKS: // a field of what is held
			from, held = holds[int(w&0x1ff)]
		case lua.OP_SETUPVAL:
			wrote(holder{up: b}, pc)
			continue
		case lua.OP_SETGLOBAL:
			wrote(holder{global: p.Constants[w&0x3ffff].String()}, pc)
			continue
		case lua.OP_SETTABLE, lua.OP_SETTABLEKS:
			if h, ok := holds[a]; ok {
				wrote(h, pc)
			}
			continue
		case lua.OP_CALL: // table.insert(t, ...)
			if h, ok := holds[a+1]; ok && calleeIsInsert(p, pc, a) {
				wrote(h, pc)
			}
		case lua.OP_CLOSURE:
			inner := p.FunctionPrototypes[w&0x3ffff]
			outer := make([]int, inner.NumUpvalues)
			for i := range outer {
				pc++
				outer[i] = -1
				if u := p.Code[pc]; int(u>>26) == lua.OP_GETUPVAL {
					outer[i] = captured[u&0x1ff]
				}
			}
			f.scan(inner, outer)
		}
		if delete(holds, a); held {
			holds[a] = from
		}
	}
}

// calleeIsInsert tells whether the function in register a at pc is table.insert.
func calleeIsInsert(p *Proto, pc, a int) bool {
	for i := pc - 1; i >= 0; i-- {
		w := p.Code[i]
		if int(w>>18)&0xff != a {
			continue
		}
		k := int(w>>9) & 0x1ff
		return int(w>>26) == lua.OP_GETTABLEKS && k&0x100 != 0 && p.Constants[k&0xff].String() == "insert"
	}
	return false
}
