package vm

import (
	"errors"

	lua "github.com/yuin/gopher-lua"
)

// A Template is what new states start with: globals, the metatables of types, and
// whatever these refer to. It is taken from a state: one that has the library
// tables, or one that has run a script besides. It is shared by all states, on any
// thread; what a state asks for, it gets its own copy of, then and not before.
//
// A table that refers to nothing that is copied shares its contents with all
// copies, until one is written to. Others are lazy: what a value of theirs refers
// to is made when it is first read. Functions of Go are shared, and so are those
// of Lua that have no upvalue and don't reach for globals: no script can tell them
// from copies.
type Template struct {
	roots  []lua.LValue // the globals, then what NewTemplate was given besides
	types  [9]lua.LValue
	tables []tableImage
	funcs  []funcImage
	cells  []cellImage // upvalues
	envs   []cellImage // what functions have as _ENV
	memos  int         // how many of all these have a memo
}

// The values of a Template are those of Lua, and in place of tables and functions
// that are copied, their numbers.
type (
	tableRef int
	funcRef  int
)

func (tableRef) String() string       { return "table" }
func (tableRef) Type() lua.LValueType { return lua.LTTable }
func (funcRef) String() string        { return "function" }
func (funcRef) Type() lua.LValueType  { return lua.LTFunction }

// memo is where a state remembers its copy: State.made[memo-1]. It is 0 if only
// one lazy table or function refers to the thing, which then does that.
type memo int

type tableImage struct {
	Table     // frozen; meta is not set
	meta  int // number of the metatable + 1
	memo  memo
	refs  uint8
}

const (
	refsNone  = iota // contents may be shared as they are
	refsLazy         // values of string keys are references
	refsEager        // others are, too
)

type funcImage struct {
	proto *lua.FunctionProto
	env   int
	cells []int
	memo  memo
}

type cellImage struct {
	value lua.LValue
	memo  memo
}

// maxImage is how many tables, functions and upvalues a Template may have.
const maxImage = 20_000

// NewTemplate makes a Template of the globals and type metatables of st, and of
// further values, which Value gives to states.
//
// If st is itself made from a Template, scripts have run in it, and there is an
// error if they have left what can't be copied: coroutines, userdata, weak tables,
// __gc, functions of Go that neither that Template has nor a Shared table.
func NewTemplate(st *State, values ...lua.LValue) (*Template, error) {
	p := &Template{}
	c := &capture{
		p: p, before: st.tpl, shared: map[*lua.LFunction]bool{},
		tables: map[*Table]int{}, funcs: map[*lua.LFunction]lua.LValue{}, cells: map[*upvalue]int{}, envs: map[*env]int{},
	}
	if st.finals != nil {
		c.fail("a table with __gc")
	}
	c.env(st.env) // the first, which a state has anyway
	for _, v := range append([]lua.LValue{st.globals}, values...) {
		v = c.value(v)
		c.count(v) // once more: Value may be asked for often
		p.roots = append(p.roots, v)
	}
	for i := range p.types {
		if mt := st.TypeMeta(lua.LValueType(i)); mt != nil {
			p.types[i] = c.value(mt)
		}
	}
	c.checkShared()
	for i := range p.tables {
		p.remember(&p.tables[i].memo)
	}
	for i := range p.funcs {
		p.remember(&p.funcs[i].memo)
	}
	for i := range p.cells {
		p.remember(&p.cells[i].memo)
	}
	for i := range p.envs {
		p.remember(&p.envs[i].memo)
	}
	return p, c.err
}

// remember makes a memo's number of what was the count of references.
func (p *Template) remember(m *memo) {
	if *m < 2 {
		*m = 0
		return
	}
	p.memos++
	*m = memo(p.memos)
}

// capture walks a state.
type capture struct {
	p      *Template
	before *Template
	shared map[*lua.LFunction]bool // functions of Go: whether they were found shared
	tables map[*Table]int
	funcs  map[*lua.LFunction]lua.LValue
	cells  map[*upvalue]int
	envs   map[*env]int
	n      int
	err    error
}

func (c *capture) fail(what string) {
	if c.err == nil {
		c.err = errors.New("lua54: no template can have " + what)
	}
}

// full tells whether there are too many things already.
func (c *capture) full() bool {
	if c.n++; c.n > maxImage {
		c.fail("so many values")
	}
	return c.err != nil
}

// count counts a reference.
func (c *capture) count(v lua.LValue) {
	switch r := v.(type) {
	case tableRef:
		c.p.tables[r].memo++
	case funcRef:
		c.p.funcs[r].memo++
	}
}

// value is what the Template has in place of v.
func (c *capture) value(v lua.LValue) lua.LValue {
	switch x := v.(type) {
	case *lua.LNilType, lua.LBool, lua.LNumber, lua.LString, *SmallInt, LInt, Light:
		return v
	case *Table:
		v = tableRef(c.table(x))
	case *lua.LFunction:
		v = c.function(x)
	default:
		if c.before != nil {
			c.fail("a " + v.Type().String())
		}
	}
	c.count(v)
	return v
}

func (c *capture) table(t *Table) int {
	if i, ok := c.tables[t]; ok {
		return i
	}
	i := len(c.p.tables)
	c.tables[t] = i
	c.p.tables = append(c.p.tables, tableImage{})
	if c.full() {
		return i
	}
	t.complete()
	var im tableImage
	switch {
	case t.aux != nil && t.aux.rare != nil && (t.aux.rare.weak != nil || len(t.aux.rare.eph) > 0):
		c.fail("a weak table")
	case t.aux != nil && t.aux.frozen:
		im.arr, im.ents, im.aux = t.arr, t.ents, t.aux
		c.share(&im.Table)
	default:
		c.contents(&im, t)
	}
	if t.meta != nil {
		im.meta = c.table(t.meta) + 1
		c.p.tables[im.meta-1].memo++
	}
	im.memo = c.p.tables[i].memo // counted meanwhile
	c.p.tables[i] = im
	return i
}

func (c *capture) contents(im *tableImage, t *Table) {
	refers := func(v lua.LValue) bool {
		switch v.(type) {
		case tableRef, funcRef:
			return true
		}
		return false
	}
	named, lazily, eagerly := true, false, false
	for _, v := range t.arr {
		v = c.value(v)
		im.arr = append(im.arr, v)
		eagerly = eagerly || refers(v)
	}
	im.ents = make([]entry, 0, t.count())
	for _, e := range t.ents {
		if e.val == nil {
			continue
		}
		k, v := c.value(e.key), c.value(e.val)
		im.ents = append(im.ents, entry{k, v})
		_, name := k.(lua.LString)
		named = named && name
		lazily = lazily || refers(v)
		eagerly = eagerly || refers(k)
	}
	if eagerly || lazily && !named {
		im.refs = refsEager
		return
	}
	if lazily {
		im.refs = refsLazy
	}
	im.rehash(len(im.ents))
	im.freeze()
}

func (c *capture) function(f *lua.LFunction) lua.LValue {
	if v, ok := c.funcs[f]; ok {
		return v
	}
	if f.IsG {
		if !c.shared[f] {
			c.shared[f] = false // until it is found to be
		}
		return f
	}
	if len(f.Upvalues) == 0 && !UsesEnv(f.Proto) {
		f2 := &lua.LFunction{Env: noEnv, Proto: f.Proto}
		c.funcs[f] = f2
		return f2
	}
	i := len(c.p.funcs)
	c.funcs[f] = funcRef(i)
	c.p.funcs = append(c.p.funcs, funcImage{})
	if c.full() {
		return funcRef(i)
	}
	im := funcImage{proto: f.Proto, env: c.env(f.Env)}
	for _, u := range f.Upvalues {
		im.cells = append(im.cells, c.cell(upvalueOf(u)))
	}
	im.memo = c.p.funcs[i].memo
	c.p.funcs[i] = im
	return funcRef(i)
}

// share finds functions of Go in what is shared.
func (c *capture) share(t *Table) {
	note := func(v lua.LValue) {
		if f, ok := v.(*lua.LFunction); ok && f.IsG {
			c.shared[f] = true
		}
	}
	for _, v := range t.arr {
		note(v)
	}
	for _, e := range t.ents {
		note(e.val)
	}
}

func (c *capture) checkShared() {
	if c.before == nil {
		return
	}
	for i := range c.before.tables {
		c.share(&c.before.tables[i].Table)
	}
	for _, shared := range c.shared {
		if !shared {
			c.fail("a function of Go that is not shared")
		}
	}
}

// noEnv is the _ENV of functions that have no use for one.
var noEnv = newEnv(lua.LNil)

func (c *capture) cell(u *upvalue) int { return cellOf(c, c.cells, &c.p.cells, u, u.get()) }

func (c *capture) env(e *lua.LTable) int {
	x := envOf(&lua.LFunction{Env: e})
	return cellOf(c, c.envs, &c.p.envs, x, x.v)
}

// cellOf gives the number in list of what holds v, and counts a reference to it.
func cellOf[K comparable](c *capture, seen map[K]int, list *[]cellImage, k K, v lua.LValue) int {
	i, ok := seen[k]
	if !ok {
		i = len(*list)
		seen[k] = i
		*list = append(*list, cellImage{})
		if !c.full() {
			v = c.value(v)
			(*list)[i].value = v
		}
	}
	(*list)[i].memo++
	return i
}

// freeze makes t's contents immutable: copies of t share them until they thaw.
func (t *Table) freeze() {
	for ev := range eventKeys { // readers on other threads must not write to the cache
		t.event(ev)
	}
	t.aux.frozen, t.aux.named = true, true
	for i := range t.ents {
		if _, ok := t.ents[i].key.(lua.LString); !ok {
			t.aux.named = false
		}
	}
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
