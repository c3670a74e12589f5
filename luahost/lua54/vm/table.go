package vm

import (
	"fmt"
	"slices"

	lua "github.com/yuin/gopher-lua"
)

// Table is the Lua table.
//
//	arr   keys 1..len(arr). The last element is never nil and the hash never
//	      holds the key len(arr)+1, so len(arr) is a border. Holes are LNil.
//	ents  all other keys in insertion order. A deleted key stays as a dead
//	      entry (val == nil) until the next compaction, which happens only when
//	      a new key is put in: next is stable under deletion.
//	aux   what few tables need: the index of more than smallMax entries, the
//	      cache of a metatable, the weak part, where the rest of the pairs is.
//
// A Table belongs to one State and is not safe for concurrent use.
type Table struct {
	meta *Table
	arr  []lua.LValue
	ents []entry
	aux  *aux
}

type entry struct {
	key lua.LValue
	val lua.LValue // nil: dead
}

type aux struct {
	slots  []slot     // power of two; nil while len(ents) <= smallMax
	live   int32      // entries that are not dead (kept only while slots != nil)
	absent uint32     // metamethods known to be absent, one bit each
	frozen bool       // contents are shared with other states; whoever writes takes a copy
	named  bool       // and all keys but those of arr are strings
	index  lua.LValue // __index, nil: not looked up yet
	rare   *rare
}

// rare is what hardly any table has.
type rare struct {
	weak    *weakPart
	eph     map[ephemeron]lua.LValue // values that this table is the weak key of
	source  Source                   // of pairs that are not here yet; see lazy.go
	lookups int                      // how often source was asked
}

func (a *aux) more() *rare {
	if a.rare == nil {
		a.rare = &rare{}
	}
	return a.rare
}

const (
	smallMax  = 8
	tableSize = 64
	auxSize   = 64
)

func (t *Table) String() string       { return fmt.Sprintf("table: %p", t) }
func (t *Table) Type() lua.LValueType { return lua.LTTable }

// NewTable makes a table with room for narr positional and nhash other keys.
func NewTable(narr, nhash int) *Table {
	t := &Table{}
	if narr > 0 {
		t.arr = make([]lua.LValue, 0, narr)
	}
	if nhash > smallMax {
		t.rehash(nhash)
	} else if nhash > 0 {
		t.ents = make([]entry, 0, nhash)
	}
	return t
}

// NewList makes a table of vs, the last of which must not be nil.
func NewList(vs []lua.LValue) *Table { return &Table{arr: slices.Clone(vs)} }

// Metatable is the metatable, or nil.
func (t *Table) Metatable() *Table { return t.meta }

// SetMetatable sets it, with regard to __mode. For __gc see the function SetMetatable.
func (t *Table) SetMetatable(mt *Table) {
	t.meta = mt
	mode := ""
	if mt != nil {
		s, _ := mt.event(mMode).(lua.LString)
		mode = string(s)
	}
	t.setMode(mode)
}

// Len is a border: t[Len()] is not nil (or Len() is 0), t[Len()+1] is nil.
func (t *Table) Len() int {
	if w := t.weakPart(); w != nil {
		return w.border()
	}
	return len(t.arr)
}

// RawGet reads without metamethods.
func (t *Table) RawGet(k lua.LValue) lua.LValue {
	switch x := k.(type) {
	case *SmallInt:
		if i := uint64(x.Int() - 1); i < uint64(len(t.arr)) {
			return t.arr[i]
		}
		if e := t.findInt(x); e >= 0 {
			return t.value(e)
		}
	case lua.LString:
		if e := t.findString(string(x)); e >= 0 {
			return t.value(e)
		}
	case *lua.LNilType:
		return lua.LNil
	default:
		k = Key(k)
		if n, ok := k.(*SmallInt); ok {
			return t.RawGet(n)
		}
		if e := t.find(k); e >= 0 {
			return t.value(e)
		}
	}
	return t.missing(k)
}

func (t *Table) value(e int) lua.LValue {
	if v := t.ents[e].val; v != nil {
		return v
	}
	return lua.LNil
}

// missing is what a key that is neither in arr nor in ents reads as.
func (t *Table) missing(k lua.LValue) lua.LValue {
	if t.aux == nil || t.aux.rare == nil {
		return lua.LNil
	}
	return t.elsewhere(k)
}

// RawGetString is t[s] without metamethods.
func (t *Table) RawGetString(s string) lua.LValue {
	if e := t.findString(s); e >= 0 {
		return t.value(e)
	}
	if t.aux != nil && t.aux.rare != nil {
		return t.elsewhere(lua.LString(s))
	}
	return lua.LNil
}

// RawGetInt is t[i] without metamethods.
func (t *Table) RawGetInt(i int) lua.LValue {
	if uint(i-1) < uint(len(t.arr)) {
		return t.arr[i-1]
	}
	return t.RawGet(Int(int64(i)))
}

// constant is t[k] for a boxed constant (see Const); nil if it is absent.
func (t *Table) constant(k lua.LValue) lua.LValue {
	if e := t.findConst(k); e >= 0 {
		return t.ents[e].val
	}
	return nil
}

// RawSet writes without metamethods. The key must be neither nil nor NaN.
func (t *Table) RawSet(k, v lua.LValue) {
	k = Key(k)
	if n, ok := k.(*SmallInt); ok {
		if i := n.Int(); i > 0 {
			t.setInt(int(i), k, v)
			return
		}
	}
	t.setHash(k, v)
}

// RawSetString is t[s] = v without metamethods.
func (t *Table) RawSetString(s string, v lua.LValue) { t.setHash(lua.LString(s), v) }

// RawSetInt is t[i] = v without metamethods.
func (t *Table) RawSetInt(i int, v lua.LValue) {
	if i > 0 {
		t.setInt(i, nil, v)
	} else {
		t.setHash(Int(int64(i)), v)
	}
}

// Append is t[#t+1] = v.
func (t *Table) Append(v lua.LValue) { t.setInt(t.Len()+1, nil, v) }

// Pop removes and returns t[#t].
func (t *Table) Pop() lua.LValue {
	n := t.Len()
	v := t.RawGetInt(n)
	if n > 0 {
		t.setInt(n, nil, lua.LNil)
	}
	return v
}

// Arr shows the values of keys 1..Len, unless the table is weak (nil). It is
// for reading, until the table is written to.
func (t *Table) Arr() []lua.LValue { return t.arr }

// MutArr is Arr for code that also overwrites elements, by values other than nil.
func (t *Table) MutArr() []lua.LValue {
	t.thaw()
	return t.arr
}

// setInt writes t[i], i > 0; k is the boxed i if the caller has it.
func (t *Table) setInt(i int, k, v lua.LValue) {
	if t.aux != nil {
		t.thaw()
		t.complete()
		if w := t.weakPart(); w != nil {
			w.set(Int(int64(i)), v)
			return
		}
	}
	n := len(t.arr)
	switch {
	case i <= n:
		if i == n && v == lua.LNil {
			t.shrink()
		} else {
			t.arr[i-1] = v
		}
		return
	case i == n+1:
		if v == lua.LNil {
			return // the hash never holds len+1
		}
		if n < cap(t.arr) || n < 32 || t.dense() {
			t.push(v)
			return
		}
	}
	if k == nil {
		k = Int(int64(i))
	}
	t.setFound(t.find(k), k, v)
}

// push appends to arr, and takes over what follows from the hash.
func (t *Table) push(v lua.LValue) {
	if n := len(t.arr); n == cap(t.arr) {
		c := 4
		if n >= 4 {
			c = 2 * n
		}
		if n >= 4096 {
			c = n + n/2
		}
		a := make([]lua.LValue, n, c)
		copy(a, t.arr)
		t.arr = a
	}
	t.arr = append(t.arr, v)
	t.absorb()
}

// absorb moves the keys that follow arr out of the hash.
func (t *Table) absorb() {
	for len(t.ents) > 0 {
		e := t.findInt(small(int64(len(t.arr) + 1)))
		if e < 0 {
			return
		}
		v := t.ents[e].val
		t.ents[e].key = lua.LNil // next must not find the array's key here
		if v == nil {
			return
		}
		t.kill(e)
		t.arr = append(t.arr, v)
	}
}

// shrink removes the last element of arr and the holes before it.
func (t *Table) shrink() {
	n := len(t.arr) - 1
	t.arr[n] = nil
	for n > 0 && t.arr[n-1] == lua.LNil {
		n--
		t.arr[n] = nil
	}
	t.arr = t.arr[:n]
	if c := cap(t.arr); c > 64 && n < c/4 {
		a := make([]lua.LValue, n, (c+1)/2) // more than 32: see after
		copy(a, t.arr)
		t.arr = a
	}
}

// dense tells whether half of arr is in use. If not, what is behind the first
// hole moves to the hash: a queue that moved on.
func (t *Table) dense() bool {
	used := 0
	for _, v := range t.arr {
		if v != lua.LNil {
			used++
		}
	}
	if used > len(t.arr)/2 {
		return true
	}
	old, keep := t.arr, 0
	for old[keep] != lua.LNil { // the hash must not hold len+1
		keep++
	}
	t.arr = append([]lua.LValue(nil), old[:keep]...)
	t.rehash(t.count() + used + used/2)
	for i := keep; i < len(old); i++ {
		if v := old[i]; v != lua.LNil {
			k := Int(int64(i + 1))
			t.setFound(t.find(k), k, v)
		}
	}
	return false
}

// setList stores the positional items of a constructor behind the first off.
func (t *Table) setList(off int, vs []lua.LValue) {
	for len(vs) > 0 && vs[len(vs)-1] == lua.LNil {
		vs = vs[:len(vs)-1]
	}
	if len(vs) == 0 {
		return
	}
	if len(t.arr) == off && len(t.ents) == 0 {
		t.arr = append(t.arr, vs...)
		return
	}
	mixed := len(t.arr) > off
	for i := range t.ents {
		mixed = mixed || positive(t.ents[i].key) > 0
	}
	if mixed { // {[2]="x", 1}: rare
		for i, v := range vs {
			t.setInt(off+i+1, nil, v)
		}
		return
	}
	for len(t.arr) < off {
		t.arr = append(t.arr, lua.LNil)
	}
	t.arr = append(t.arr, vs...)
}

// size estimates the bytes of t without what it refers to.
func (t *Table) size() int {
	n := tableSize + 16*cap(t.arr) + 32*cap(t.ents)
	if t.aux != nil {
		n += auxSize + 8*len(t.aux.slots)
		if w := t.weakPart(); w != nil {
			n += 96 * len(w.ents)
		}
	}
	return n
}
