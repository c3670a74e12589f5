package vm

import lua "github.com/yuin/gopher-lua"

// audit walks everything that is reachable in the State and adds up its size.
// Library functions and code are shared and not counted.
func (st *State) audit() int64 {
	a := auditor{seen: map[any]struct{}{}}
	a.table(st.globals)
	a.table(st.strings)
	if st.types != nil {
		for _, t := range st.types {
			a.table(t)
		}
	}
	for f := range st.fibers.all() {
		a.thread(f.t)
		a.frozen(f.cold)
		a.values(f.xfer)
		a.value(f.fn)
	}
	a.drain()
	return a.size
}

type auditor struct {
	seen map[any]struct{}
	todo []any
	size int64
}

func (a *auditor) first(p any) bool {
	if _, ok := a.seen[p]; ok {
		return false
	}
	a.seen[p] = struct{}{}
	return true
}

func (a *auditor) value(v lua.LValue) {
	switch x := v.(type) {
	case lua.LString:
		a.size += int64(len(x)) + stringSize
	case *Table:
		a.table(x)
	case *lua.LFunction:
		if !x.IsG && a.first(x) {
			a.todo = append(a.todo, x)
		}
	case *Coroutine:
		if a.first(x) {
			a.size += 128
		}
	}
}

func (a *auditor) values(vs []lua.LValue) {
	for _, v := range vs {
		if v != nil {
			a.value(v)
		}
	}
}

func (a *auditor) table(t *Table) {
	if t != nil && a.first(t) {
		a.todo = append(a.todo, t)
	}
}

func (a *auditor) thread(t *thread) {
	if t == nil {
		return
	}
	a.size += int64(16*len(t.reg.array) + 1280*len(t.frames.segs))
	a.values(t.reg.array[:min(t.reg.top, len(t.reg.array))])
	for f := t.currentFrame; f != nil; f = f.Parent {
		a.value(f.Fn)
	}
}

func (a *auditor) frozen(z *frozen) {
	if z == nil {
		return
	}
	a.size += int64(16*len(z.regs) + 40*len(z.frames) + 128)
	a.values(z.regs[:z.top])
	for i := range z.frames {
		a.value(z.frames[i].fn)
	}
}

func (a *auditor) drain() {
	for len(a.todo) > 0 {
		p := a.todo[len(a.todo)-1]
		a.todo = a.todo[:len(a.todo)-1]
		switch x := p.(type) {
		case *Table:
			a.contents(x)
		case *lua.LFunction:
			a.size += int64(closureSize + 8*len(x.Upvalues))
			for _, u := range x.Upvalues {
				if u := upvalueOf(u); a.first(u) {
					a.size += 48
					a.value(u.get())
				}
			}
		}
	}
}

func (a *auditor) contents(t *Table) {
	a.size += tableSize
	a.table(t.meta)
	if t.aux != nil && t.aux.frozen {
		return // the library's
	}
	if w := t.weakPart(); w != nil {
		w.sweep()
	}
	a.size += int64(t.size() - tableSize)
	a.values(t.arr)
	for i := range t.ents {
		if t.ents[i].val != nil {
			a.value(t.ents[i].key)
			a.value(t.ents[i].val)
		}
	}
	if t.aux != nil && t.aux.rare != nil {
		for _, v := range t.aux.rare.eph {
			a.value(v)
		}
		if w := t.aux.rare.weak; w != nil {
			for i := range w.ents {
				if v := w.ents[i].key.v; v != nil {
					a.value(v)
				}
				if v := w.ents[i].val.v; v != nil {
					a.value(v)
				}
			}
		}
	}
}
