package lua54

import lua "github.com/yuin/gopher-lua"

// OuterWrite is a place where a function writes to something of the chunk
// around it: a table that the chunk made, or a local variable of it.
type OuterWrite struct {
	Name string // of the chunk's local
	Line int
}

// OuterWrites finds, in a compiled chunk, the first place for each local of the
// main function where an inner function assigns to it, or to a field of the
// table that it is initialized with. It reads the code only: what is passed on
// to other functions or modules it doesn't see, except as table.insert(t, ...).
func OuterWrites(p *Proto) []OuterWrite {
	made := tableRegisters(p)
	var found []OuterWrite
	seen := map[int]bool{}
	for pc := 0; pc < len(p.Code); pc++ {
		w := p.Code[pc]
		if int(w>>26) != lua.OP_CLOSURE {
			continue
		}
		inner := p.FunctionPrototypes[w&0x3ffff]
		captured := make([]int, inner.NumUpvalues) // registers of the main function, -1: none
		for i := range captured {
			pc++
			captured[i] = -1
			if u := p.Code[pc]; int(u>>26) == lua.OP_MOVE {
				captured[i] = int(u & 0x1ff)
			}
		}
		findWrites(inner, captured, func(reg int, field bool, name string, line int) {
			if (made[reg] || !field) && !seen[reg] {
				seen[reg] = true
				found = append(found, OuterWrite{name, line})
			}
		})
	}
	return found
}

// tableRegisters are the registers that the main function makes tables in.
func tableRegisters(p *Proto) map[int]bool {
	made := map[int]bool{}
	for pc := 0; pc < len(p.Code); pc++ {
		switch w := p.Code[pc]; int(w >> 26) {
		case lua.OP_NEWTABLE:
			made[int(w>>18)&0xff] = true
		case lua.OP_CLOSURE:
			pc += int(p.FunctionPrototypes[w&0x3ffff].NumUpvalues)
		}
	}
	return made
}

// findWrites tells of writes through upvalues that stand for registers of the
// main function: to the variable, or to a field of its value.
func findWrites(p *Proto, captured []int, tell func(reg int, field bool, name string, line int)) {
	holds := map[int]int{} // register -> upvalue that it was loaded from
	report := func(up, pc int, field bool) {
		if reg := captured[up]; reg >= 0 {
			tell(reg, field, p.DbgUpvalues[up], p.DbgSourcePositions[pc])
		}
	}
	for pc := 0; pc < len(p.Code); pc++ {
		w := p.Code[pc]
		op, a, b := int(w>>26), int(w>>18)&0xff, int(w&0x1ff)
		switch op {
		case lua.OP_GETUPVAL:
			holds[a] = b
			continue
		case lua.OP_SETUPVAL:
			report(b, pc, false)
			continue
		case lua.OP_SETTABLE, lua.OP_SETTABLEKS:
			if up, ok := holds[a]; ok {
				report(up, pc, true)
			}
			continue
		case lua.OP_CALL: // table.insert(t, ...)
			if up, ok := holds[a+1]; ok && calleeIsInsert(p, pc, a) {
				report(up, pc, true)
			}
		case lua.OP_MOVE:
			if up, ok := holds[b]; ok {
				holds[a] = up
				continue
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
			findWrites(inner, outer, tell)
		}
		delete(holds, a)
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
