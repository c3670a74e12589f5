package vm

import (
	"slices"

	lua "github.com/yuin/gopher-lua"
)

// Mapper tells Table.Copy what becomes of keys and values.
type Mapper interface {
	// Item is what becomes of a value at position i, Pair of a key that is no
	// position and of its value.
	Item(i int, v lua.LValue) lua.LValue
	Pair(k, v lua.LValue) (key, val lua.LValue)
	// Ran tells whether any of them has run Lua code, which may have changed
	// the table that is copied.
	Ran() bool
}

// Copy is a new table, which belongs to no State yet, with the pairs of t as m
// gives them. Only tables may become other tables as keys; no value may become nil.
func (t *Table) Copy(m Mapper) *Table {
	c := &Table{}
	if w := t.weakPart(); w != nil {
		for k, v := range t.Rest {
			k, v = m.Pair(k, v)
			c.RawSet(k, v)
		}
		return c
	}
	t.complete()
	if len(t.arr) > 0 {
		arr := t.arr
		c.arr = make([]lua.LValue, len(arr))
		for i, v := range arr {
			c.arr[i] = m.Item(i+1, v)
		}
	}
	if n := t.count(); n > 0 {
		c.copyHash(t, m, n)
	}
	if m.Ran() {
		c.rebuild()
	}
	return c
}

// copyHash copies the n live entries of t, and their index as it is if no hash
// and no position has changed.
func (c *Table) copyHash(t *Table, m Mapper, n int) {
	ents, slots := t.ents, t.slots()
	c.ents = make([]entry, 0, entryRoom(n))
	same := n == len(ents) && slots != nil && len(slots) == entryRoom(n)/3*4
	for i := range ents {
		e := ents[i]
		if e.val == nil {
			continue
		}
		k, v := m.Pair(e.key, e.val)
		if _, moved := k.(*Table); moved {
			same = false
		}
		c.ents = append(c.ents, entry{k, v})
	}
	switch {
	case len(c.ents) <= smallMax:
	case same && !m.Ran():
		c.aux = &aux{slots: slices.Clone(slots), live: int32(n)}
	default:
		c.aux = &aux{slots: make([]slot, entryRoom(len(c.ents))/3*4), live: int32(len(c.ents))}
		for i := range c.ents {
			c.link(hashOf(c.ents[i].key), uint32(i+1))
		}
	}
}

// rebuild puts the pairs of a table whose parts may not fit together into place.
func (c *Table) rebuild() {
	old := *c
	*c = Table{}
	for i, v := range old.arr {
		if v != lua.LNil {
			c.RawSetInt(i+1, v)
		}
	}
	for _, e := range old.ents {
		c.RawSet(e.key, e.val)
	}
}

// SetItems makes vs, which the table keeps, the values of positions 1 to len(vs)
// of an empty table. Nil at the end of vs is none.
func (t *Table) SetItems(vs []lua.LValue) {
	for len(vs) > 0 && vs[len(vs)-1] == lua.LNil {
		vs = vs[:len(vs)-1]
	}
	t.arr = vs
}

// MemSize estimates the bytes of t without what it refers to.
func (t *Table) MemSize() int { return t.size() }
