package vm

import lua "github.com/yuin/gopher-lua"

// NewPairs makes a table of keys and values in turn, as decoders find them; the
// last of equal keys counts. A small one is a single block of memory with its
// entries: such tables are mostly read, and few get more keys.
func NewPairs(pairs []lua.LValue) *Table {
	n := len(pairs) / 2
	if n > smallMax {
		t := NewTable(0, n)
		for i := 0; i < len(pairs); i += 2 {
			if s, ok := pairs[i].(lua.LString); !ok || !t.add(pairs[i], s, pairs[i+1]) {
				t.RawSet(pairs[i], pairs[i+1])
			}
		}
		return t
	}
	t := newBlock(n)
	for i := 0; i < len(pairs); i += 2 {
		k, v := pairs[i], pairs[i+1]
		if s, ok := k.(lua.LString); ok && v != lua.LNil && t.lacks(k, s) {
			t.ents = append(t.ents, entry{k, v})
		} else {
			t.RawSet(k, v)
		}
	}
	return t
}

// add puts a new key k, which is s, into a table with an index and room; false:
// there is none, the key isn't new, or v is nil.
func (t *Table) add(k lua.LValue, s lua.LString, v lua.LValue) bool {
	if v == lua.LNil || t.slots() == nil || len(t.ents) == cap(t.ents) {
		return false
	}
	h, sl := hashString(string(s)), t.aux.slots
	for m, i := uint32(len(sl)-1), h; ; i++ {
		e := &sl[i&m]
		if e.pos == 0 {
			t.ents = append(t.ents, entry{k, v})
			t.aux.live++
			*e = slot{h, uint32(len(t.ents))}
			return true
		}
		if e.hash == h {
			if x, ok := t.ents[e.pos-1].key.(lua.LString); ok && x == s {
				return false
			}
		}
	}
}

// lacks tells whether the few entries of t have no key k, which is s.
func (t *Table) lacks(k lua.LValue, s lua.LString) bool {
	for i := range t.ents {
		if word(&t.ents[i].key) == word(&k) {
			return false
		}
	}
	return t.findText(s) < 0
}

// newBlock makes a table with room for n entries, at most smallMax.
func newBlock(n int) *Table {
	switch n {
	case 0:
		return &Table{}
	case 1:
		b := new(struct {
			Table
			room [1]entry
		})
		b.ents = b.room[:0]
		return &b.Table
	case 2:
		b := new(struct {
			Table
			room [2]entry
		})
		b.ents = b.room[:0]
		return &b.Table
	case 3:
		b := new(struct {
			Table
			room [3]entry
		})
		b.ents = b.room[:0]
		return &b.Table
	case 4:
		b := new(struct {
			Table
			room [4]entry
		})
		b.ents = b.room[:0]
		return &b.Table
	case 5, 6:
		b := new(struct {
			Table
			room [6]entry
		})
		b.ents = b.room[:0]
		return &b.Table
	}
	b := new(struct {
		Table
		room [8]entry
	})
	b.ents = b.room[:0]
	return &b.Table
}
