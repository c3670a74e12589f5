package vm

import (
	"math"
	"math/bits"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// The hash part: up to smallMax entries are searched one by one, more through
// an open-addressed index of their hashes.

type slot struct {
	hash uint32
	pos  uint32 // entry number + 1; 0: free
}

func mix(x uint64) uint32 {
	hi, lo := bits.Mul64(x^0x9e3779b97f4a7c15, 0xd6e8feb86659fd93)
	return uint32(hi ^ lo)
}

func hashOf(k lua.LValue) uint32 {
	switch x := k.(type) {
	case lua.LString:
		return hashString(string(x))
	case *SmallInt:
		return mix(uint64(x.Int()))
	case lua.LNumber:
		return mix(math.Float64bits(float64(x)))
	case LInt:
		return mix(uint64(x))
	case Light:
		return mix(uint64(x))
	case lua.LBool:
		if x {
			return 1
		}
		return 2
	}
	return mix(uint64(uintptr(word(&k)))) // a pointer: Go's collector moves nothing
}

func (t *Table) slots() []slot {
	if t.aux == nil {
		return nil
	}
	return t.aux.slots
}

// findConst gives the entry number of a boxed constant, -1 if there is none.
func (t *Table) findConst(k lua.LValue) int {
	w := word(&k)
	sl := t.slots()
	if sl == nil {
		for i := range t.ents {
			if word(&t.ents[i].key) == w {
				return i
			}
		}
		return t.findText(constantOf(&k).s)
	}
	c := constantOf(&k)
	for m, i := uint32(len(sl)-1), c.hash; ; i++ {
		e := sl[i&m]
		if e.pos == 0 {
			return -1
		}
		if e.hash == c.hash {
			x := &t.ents[e.pos-1].key
			if word(x) == w {
				return int(e.pos - 1)
			}
			if y, ok := (*x).(lua.LString); ok && y == c.s {
				return int(e.pos - 1)
			}
		}
	}
}

// findText looks among few entries for a key that may not be a boxed constant.
func (t *Table) findText(s lua.LString) int {
	n := len(s)
	for i := range t.ents {
		x, ok := t.ents[i].key.(lua.LString)
		if ok && len(x) == n && (n == 0 || x[n-1] == s[n-1]) && x == s {
			return i
		}
	}
	return -1
}

// find gives the entry number of any normalised key, -1 if there is none.
func (t *Table) find(k lua.LValue) int {
	switch x := k.(type) {
	case lua.LString:
		return t.findString(string(x))
	case *SmallInt:
		return t.findInt(x)
	}
	sl := t.slots()
	if sl == nil {
		for i := range t.ents {
			if t.ents[i].key == k {
				return i
			}
		}
		return -1
	}
	h := hashOf(k)
	for m, i := uint32(len(sl)-1), h; ; i++ {
		s := sl[i&m]
		if s.pos == 0 {
			return -1
		}
		if s.hash == h && t.ents[s.pos-1].key == k {
			return int(s.pos - 1)
		}
	}
}

func (t *Table) findInt(n *SmallInt) int {
	sl := t.slots()
	if sl == nil {
		for i := range t.ents {
			if word(&t.ents[i].key) == unsafe.Pointer(n) {
				return i
			}
		}
		return -1
	}
	h := mix(uint64(n.Int()))
	for m, i := uint32(len(sl)-1), h; ; i++ {
		s := sl[i&m]
		if s.pos == 0 {
			return -1
		}
		if s.hash == h && word(&t.ents[s.pos-1].key) == unsafe.Pointer(n) {
			return int(s.pos - 1)
		}
	}
}

func (t *Table) findString(s string) int {
	sl := t.slots()
	if sl == nil {
		return t.findText(lua.LString(s))
	}
	h := hashString(s)
	for m, i := uint32(len(sl)-1), h; ; i++ {
		e := sl[i&m]
		if e.pos == 0 {
			return -1
		}
		if e.hash == h {
			if x, ok := t.ents[e.pos-1].key.(lua.LString); ok && string(x) == s {
				return int(e.pos - 1)
			}
		}
	}
}

// setHash writes a key that is no positive integer.
func (t *Table) setHash(k, v lua.LValue) {
	if t.aux != nil {
		if t.aux.frozen {
			t.thawFor(k, v)
		}
		if w := t.weakPart(); w != nil {
			w.set(k, v)
			return
		}
	}
	t.setFound(t.find(k), k, v)
}

// setFound is setHash when the entry number e of k (or -1) is known.
func (t *Table) setFound(e int, k, v lua.LValue) {
	if t.aux != nil && t.aux.cached() {
		if s, ok := k.(lua.LString); ok && len(s) > 1 && s[0] == '_' {
			t.aux.absent, t.aux.index = 0, nil
		}
	}
	switch {
	case v == lua.LNil:
		if t.complete() {
			e = t.find(k)
		}
		if e >= 0 && t.ents[e].val != nil {
			t.kill(e)
		}
	case e >= 0:
		if t.ents[e].val == nil && t.slots() != nil {
			t.aux.live++
		}
		t.ents[e].val = v
	default:
		t.insert(k, v)
	}
}

// insert adds a new key. Only here dead entries go.
func (t *Table) insert(k, v lua.LValue) {
	indexed := t.slots() != nil
	if len(t.ents) == cap(t.ents) || indexed && len(t.ents) > 64 && int(t.aux.live)*4 < len(t.ents) {
		n := t.count()
		if n >= smallMax && t.toArray(k) {
			t.RawSet(k, v)
			return
		}
		if n < len(t.ents) { // some are dead: leave room, so that the next compaction is far
			n += n / 2
		}
		t.rehash(n + 1)
	}
	t.ents = append(t.ents, entry{k, v})
	if t.slots() != nil {
		t.aux.live++
		t.link(hashOf(k), uint32(len(t.ents)))
	}
}

// insertNew is insert of a boxed constant into a table of which nothing was deleted.
func (t *Table) insertNew(k, v lua.LValue) {
	if len(t.ents) == cap(t.ents) {
		t.rehash(len(t.ents) + 1)
	}
	t.ents = append(t.ents, entry{k, v})
	if t.slots() != nil {
		t.aux.live++
		t.link(constantOf(&k).hash, uint32(len(t.ents)))
	}
}

// kill marks entry e dead.
func (t *Table) kill(e int) {
	t.ents[e].val = nil
	if t.slots() != nil {
		if t.aux.live--; t.aux.live == 0 && len(t.ents) > 64 {
			t.ents, t.aux.slots = nil, nil // next of any key of an emptied hash ends
		}
	}
}

// count is the number of live entries.
func (t *Table) count() int {
	if t.slots() != nil {
		return int(t.aux.live)
	}
	n := 0
	for i := range t.ents {
		if t.ents[i].val != nil {
			n++
		}
	}
	return n
}

func (t *Table) link(h, pos uint32) {
	sl := t.aux.slots
	for m, i := uint32(len(sl)-1), h; ; i++ {
		if s := &sl[i&m]; s.pos == 0 {
			*s = slot{h, pos}
			return
		}
	}
}

func entryRoom(n int) int {
	switch {
	case n <= 2:
		return n
	case n <= 4:
		return 4
	case n <= smallMax:
		return smallMax
	}
	c := 12 // 3/4 of a power of two, the number of slots
	for c < n {
		c *= 2
	}
	return c
}

// rehash drops dead entries and makes room for n.
func (t *Table) rehash(n int) {
	c := entryRoom(n)
	old := t.slots()
	if c > smallMax && c == cap(t.ents) && old != nil {
		t.compact()
		return
	}
	var hashes []uint32 // of the old entries
	if old != nil {
		hashes = make([]uint32, len(t.ents))
		for _, s := range old {
			if s.pos != 0 {
				hashes[s.pos-1] = s.hash
			}
		}
	}
	if c > smallMax {
		if t.aux == nil {
			t.aux = &aux{}
		}
		t.aux.slots, t.aux.live = make([]slot, c/3*4), 0
	} else if t.aux != nil {
		t.aux.slots = nil
	}
	ents := make([]entry, 0, c)
	for i, e := range t.ents {
		if e.val == nil {
			continue
		}
		ents = append(ents, e)
		if c <= smallMax {
			continue
		}
		t.aux.live++
		if hashes != nil {
			t.link(hashes[i], uint32(len(ents)))
		} else {
			t.link(hashOf(e.key), uint32(len(ents)))
		}
	}
	t.ents = ents
}

// compact drops dead entries in place.
func (t *Table) compact() {
	clear(t.aux.slots)
	n := 0
	for _, e := range t.ents {
		if e.val != nil {
			t.ents[n] = e
			n++
			t.link(hashOf(e.key), uint32(n))
		}
	}
	clear(t.ents[n:])
	t.ents = t.ents[:n]
	t.aux.live = int32(n)
}

// positive gives the integer of a key that could live in arr, else 0.
func positive(k lua.LValue) int {
	if n, ok := k.(*SmallInt); ok {
		if i := n.Int(); i > 0 && i < 1<<40 {
			return int(i)
		}
	}
	return 0
}

// toArray moves integer keys from the hash to arr where that fills more than
// half of it (as C Lua's computesizes); extra is the key about to be set.
func (t *Table) toArray(extra lua.LValue) bool {
	var bins [48]int // of keys in (2^(b-1), 2^b]
	total := 0
	add := func(i int) {
		if i > 0 {
			bins[bits.Len(uint(i-1))]++
			total++
		}
	}
	for i := range t.ents {
		if t.ents[i].val != nil {
			add(positive(t.ents[i].key))
		}
	}
	if total == 0 {
		return false
	}
	add(positive(extra))
	for i, v := range t.arr {
		if v != lua.LNil {
			add(i + 1)
		}
	}
	size, sum := 0, 0
	for b, p := 0, 1; b < len(bins) && p < 2*total; b, p = b+1, p*2 {
		if sum += bins[b]; sum > p/2 {
			size = p
		}
	}
	moves := func(e *entry) int {
		if i := positive(e.key); e.val != nil && i > len(t.arr) && i <= size {
			return i
		}
		return 0
	}
	last := 0
	for i := range t.ents {
		last = max(last, moves(&t.ents[i]))
	}
	if last == 0 {
		return false
	}
	a := make([]lua.LValue, last, size)
	for i := copy(a, t.arr); i < last; i++ {
		a[i] = lua.LNil
	}
	for e := range t.ents {
		if i := moves(&t.ents[e]); i > 0 {
			a[i-1] = t.ents[e].val
			t.ents[e].val = nil
			if t.slots() != nil {
				t.aux.live--
			}
		}
	}
	t.arr = a
	t.rehash(t.count())
	t.absorb()
	return true
}
