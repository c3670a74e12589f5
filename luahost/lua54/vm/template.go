package vm

import lua "github.com/yuin/gopher-lua"

// A Template is the globals that new states start with: the library tables and
// their functions. Contents are shared by all states, on any thread, until one
// of them writes to its copy.
//
// A table that refers to no other table of the template is copied as 64 bytes
// that share everything; the few that do (the globals, package.loaded, the
// metatable of strings) get contents of their own, in which the references
// are replaced.
type Template struct {
	tables []*Table // tables[0]: the globals
	refs   [][]ref  // by table: its entries that hold tables of the template
	types  [9]int   // metatables by type: index into tables + 1
	meta   []int    // metatable of each table: index into tables + 1
}

// ref: entry (or array element, if arr) at pos holds tables[to].
type ref struct {
	arr     bool
	pos, to int
}

// NewTemplate freezes the globals and type metatables of st. Nothing may use st afterwards.
func NewTemplate(st *State) *Template {
	p := &Template{}
	seen := map[*Table]int{}
	var add func(t *Table) int
	add = func(t *Table) int {
		if i, ok := seen[t]; ok {
			return i
		}
		i := len(p.tables)
		seen[t] = i
		p.tables = append(p.tables, t)
		p.refs = append(p.refs, nil)
		p.meta = append(p.meta, 0)
		t.rehash(t.count()) // no spare room, no dead entries
		t.arr = append([]lua.LValue(nil), t.arr...)
		var rs []ref
		for pos, e := range t.ents {
			if x, ok := e.val.(*Table); ok {
				rs = append(rs, ref{false, pos, add(x)})
			}
		}
		for pos, v := range t.arr {
			if x, ok := v.(*Table); ok {
				rs = append(rs, ref{true, pos, add(x)})
			}
		}
		p.refs[i] = rs
		if t.meta != nil {
			p.meta[i] = add(t.meta) + 1
		}
		return i
	}
	add(st.globals)
	for i, mt := range st.types {
		if mt != nil {
			p.types[i] = add(mt) + 1
		}
	}
	for _, t := range p.tables {
		t.freeze()
	}
	return p
}

// instantiate fills the globals and type metatables of a new state.
func (p *Template) instantiate(st *State) {
	copies := make([]*Table, len(p.tables))
	for i, t := range p.tables {
		c := *t
		copies[i] = &c
	}
	for i, c := range copies {
		if rs := p.refs[i]; len(rs) > 0 {
			c.thaw()
			c.aux.index = nil
			for _, r := range rs {
				if r.arr {
					c.arr[r.pos] = copies[r.to]
				} else {
					c.ents[r.pos].val = copies[r.to]
				}
			}
		}
		if m := p.meta[i]; m > 0 {
			c.meta = copies[m-1]
		}
	}
	st.globals = copies[0]
	for i, m := range p.types {
		if m > 0 {
			st.types[i] = copies[m-1]
		}
	}
}

// freeze makes t's contents immutable: copies of t share them until they thaw.
func (t *Table) freeze() {
	for ev := range eventKeys { // readers on other threads must not write to the cache
		t.event(ev)
	}
	t.aux.frozen = true
}

// thaw takes a private copy of frozen contents.
func (t *Table) thaw() {
	if t.aux == nil || !t.aux.frozen {
		return
	}
	a := *t.aux
	a.frozen = false
	a.slots = append([]slot(nil), a.slots...)
	t.aux = &a
	t.ents = append(make([]entry, 0, cap(t.ents)), t.ents...)
	t.arr = append([]lua.LValue(nil), t.arr...)
}

// Shared is the table of a module: many states have a copy of it, and share its
// contents until they write to theirs.
type Shared struct{ t *Table }

// Share freezes t, which must hold no other table and have no metatable.
func Share(t *Table) *Shared {
	t.rehash(t.count())
	t.freeze()
	return &Shared{t}
}

// Copy is a table with the contents of s.
func (s *Shared) Copy() *Table {
	c := *s.t
	return &c
}
