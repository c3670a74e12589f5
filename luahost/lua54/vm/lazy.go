package vm

import lua "github.com/yuin/gopher-lua"

// A lazy table holds only some of its pairs: those that were asked for, or were
// written. The others are in a Source, which a state shares with others or makes
// them of. Its arr is complete, and none of its entries is dead: whatever is more
// than to read or write a value by a string completes the table first.

// Source is where a lazy table has pairs from. They never change, their keys are
// strings, no two of them equal.
type Source interface {
	// Find is the pair of a key; val is nil if there is none.
	Find(k lua.LString) (key, val lua.LValue)
	// Len is how many pairs there are, Pairs gives them.
	Len() int
	Pairs(yield func(k, v lua.LValue) bool)
}

// maxLookups is how often the source of a table is asked: who uses a table that
// much gets it whole, and so as fast as any other.
const maxLookups = 64

// NewLazy is a table that has the pairs of s.
func NewLazy(s Source) *Table {
	l := &lazyTable{}
	l.init(s)
	return &l.t
}

// Source is what NewLazy was given; nil when the table is complete.
func (t *Table) Source() Source {
	if t.aux == nil || t.aux.rare == nil {
		return nil
	}
	return t.aux.rare.source
}

// Held gives the pairs that a table holds, which of a lazy one are some, but for
// those of Arr.
func (t *Table) Held(yield func(k, v lua.LValue) bool) {
	for e := 0; e < len(t.ents); e++ {
		if x := &t.ents[e]; x.val != nil && !yield(x.key, x.val) {
			return
		}
	}
}

// lazyTable is a lazy table and its parts in one piece.
type lazyTable struct {
	t Table
	a aux
	r rare
}

func (l *lazyTable) init(s Source) {
	l.r.source = s
	l.a.rare = &l.r
	l.t.aux = &l.a
}

// elsewhere is what missing finds in a table's rare parts.
func (t *Table) elsewhere(k lua.LValue) lua.LValue {
	r := t.aux.rare
	if r.weak != nil {
		return r.weak.get(k)
	}
	s, ok := k.(lua.LString)
	if r.source == nil || !ok {
		return lua.LNil
	}
	if r.lookups++; r.lookups > maxLookups {
		t.complete()
		return t.RawGet(k)
	}
	k, v := r.source.Find(s)
	if v == nil {
		return lua.LNil
	}
	t.insert(k, v)
	return v
}

// complete makes a lazy table an ordinary one; false: it was one.
func (t *Table) complete() bool {
	if t.aux == nil || t.aux.rare == nil || t.aux.rare.source == nil {
		return false
	}
	s, own := t.aux.rare.source, t.ents
	t.aux.rare.source = nil
	t.ents, t.aux.slots, t.aux.live = nil, nil, 0
	t.rehash(s.Len())
	for k, v := range s.Pairs {
		t.insert(k, v)
	}
	for _, e := range own {
		if i := t.find(e.key); i >= 0 {
			t.ents[i].val = e.val
		} else {
			t.insert(e.key, e.val)
		}
	}
	return true
}

// thawFor is thaw by one who is about to write v to a key that is no position.
// Where that is a field of a library, the rest of it stays shared.
func (t *Table) thawFor(k, v lua.LValue) {
	if _, ok := k.(lua.LString); !ok || v == lua.LNil || !t.aux.named || len(t.ents) <= smallMax || len(t.arr) > 0 {
		t.thaw()
		return
	}
	shared := *t
	shared.meta = nil
	l := &struct {
		aux
		rare
	}{rare: rare{source: (*frozenSource)(&shared)}}
	l.aux.rare = &l.rare
	t.arr, t.ents, t.aux = nil, nil, &l.aux
}

// frozenSource is a table whose contents are frozen, and that refers to nothing
// that each state has its own of.
type frozenSource Table

func (s *frozenSource) Find(k lua.LString) (key, val lua.LValue) {
	if e := (*Table)(s).findString(string(k)); e >= 0 {
		return s.ents[e].key, s.ents[e].val
	}
	return nil, nil
}

func (s *frozenSource) Len() int { return len(s.ents) }

func (s *frozenSource) Pairs(yield func(k, v lua.LValue) bool) {
	for _, e := range s.ents {
		if !yield(e.key, e.val) {
			return
		}
	}
}
