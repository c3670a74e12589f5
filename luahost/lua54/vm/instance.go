package vm

import (
	"slices"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// What a state has of its template.

func (p *Template) instantiate(st *State) {
	st.tpl, st.made = p, make([]unsafe.Pointer, p.memos)
	st.setGlobals(p.value(st, p.roots[0]).(*Table))
	for i, mt := range p.types {
		switch {
		case mt == nil:
		case lua.LValueType(i) == lua.LTString:
			st.later = true
		default:
			st.SetTypeMeta(lua.LValueType(i), p.value(st, mt).(*Table))
		}
	}
}

// Value is a state's copy of a value that NewTemplate was given.
func (st *State) Value(i int) lua.LValue { return st.tpl.value(st, st.tpl.roots[i+1]) }

// HasValue tells whether the state has made that, which is to be a table: if not,
// no script has seen it.
func (st *State) HasValue(i int) bool {
	r, ok := st.tpl.roots[i+1].(tableRef)
	return ok && st.tpl.tables[r].memo.find(st) != nil
}

// value makes what the template has of v, unless the state has it.
func (p *Template) value(st *State, v lua.LValue) lua.LValue {
	switch r := v.(type) {
	case tableRef:
		return p.table(st, int(r))
	case funcRef:
		return p.function(st, int(r))
	}
	return v
}

// find is what the state has of a thing; nil: nothing.
func (m memo) find(st *State) unsafe.Pointer {
	if m == 0 {
		return nil
	}
	return st.made[m-1]
}

// keep has it remembered: at once when it is made, before what it refers to is.
func (m memo) keep(st *State, p unsafe.Pointer) {
	if m != 0 {
		st.made[m-1] = p
	}
}

func (p *Template) table(st *State, i int) *Table {
	im := &p.tables[i]
	if t := im.memo.find(st); t != nil {
		return (*Table)(t)
	}
	var t *Table
	switch im.refs {
	case refsNone:
		t = &Table{arr: im.arr, ents: im.ents, aux: im.aux}
		im.memo.keep(st, unsafe.Pointer(t))
	case refsLazy:
		l := &struct {
			lazyTable
			part
		}{part: part{st, im}}
		l.lazyTable.init(&l.part)
		t = &l.lazyTable.t
		t.arr = slices.Clone(im.arr)
		im.memo.keep(st, unsafe.Pointer(t))
	case refsEager:
		t = NewTable(len(im.arr), len(im.ents))
		im.memo.keep(st, unsafe.Pointer(t))
		for _, v := range im.arr {
			t.arr = append(t.arr, p.value(st, v))
		}
		for _, e := range im.ents {
			t.RawSet(p.value(st, e.key), p.value(st, e.val))
		}
	}
	if im.meta != 0 {
		t.meta = p.table(st, im.meta-1)
	}
	return t
}

// part is where a state's lazy copy of a template's table has its pairs from.
type part struct {
	st *State
	im *tableImage
}

func (s *part) Find(k lua.LString) (key, val lua.LValue) {
	if e := s.im.findString(string(k)); e >= 0 {
		x := &s.im.ents[e]
		return x.key, s.st.tpl.value(s.st, x.val)
	}
	return nil, nil
}

func (s *part) Len() int { return len(s.im.ents) }

func (s *part) Pairs(yield func(k, v lua.LValue) bool) {
	for _, e := range s.im.ents {
		if !yield(e.key, s.st.tpl.value(s.st, e.val)) {
			return
		}
	}
}

func (p *Template) function(st *State, i int) *lua.LFunction {
	im := &p.funcs[i]
	if f := im.memo.find(st); f != nil {
		return (*lua.LFunction)(f)
	}
	f := &lua.LFunction{Env: p.env(st, im.env), Proto: im.proto}
	im.memo.keep(st, unsafe.Pointer(f))
	if len(im.cells) > 0 {
		f.Upvalues = make([]*lua.Upvalue, len(im.cells))
		for i, n := range im.cells {
			f.Upvalues[i] = p.cell(st, n).lua()
		}
	}
	return f
}

func (p *Template) cell(st *State, i int) *upvalue {
	im := &p.cells[i]
	if u := im.memo.find(st); u != nil {
		return (*upvalue)(u)
	}
	u := &upvalue{closed: true}
	im.memo.keep(st, unsafe.Pointer(u))
	u.value = p.value(st, im.value)
	return u
}

func (p *Template) env(st *State, i int) *lua.LTable {
	if i == 0 {
		return st.env
	}
	im := &p.envs[i]
	if e := im.memo.find(st); e != nil {
		return (*lua.LTable)(e)
	}
	e := newEnv(p.value(st, im.value))
	im.memo.keep(st, unsafe.Pointer(e))
	return e
}
