package vm

import (
	"fmt"
	"hash/maphash"
	"math"
	"math/bits"
	"sync"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// Table is the Lua table. gopher-lua's core never looks inside: every table
// opcode is one of our handlers.
//
//	arr   keys 1..len(arr). The last element is never nil and hash never holds
//	      the key len(arr)+1, so len(arr) is a border.
//	ents  all other keys in insertion order. A deleted key stays as a dead
//	      entry (val == nil) until the next compaction, which happens only when
//	      a new key is put in: next is stable under deletion.
//	aux   only for tables with more than smallMax entries (the index) and for
//	      metatables (the cache of metamethods).
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

type slot struct {
	hash uint32
	pos  uint32 // entry number + 1; 0: free
}

type aux struct {
	slots  []slot     // power of two; nil while len(ents) <= smallMax
	live   int32      // entries that are not dead (kept only while slots != nil)
	frozen bool       // shared by copies of a template (Clone); whoever writes takes its own
	absent uint32     // metamethods known to be absent, one bit each
	index  lua.LValue // __index, nil: not looked up yet
}

const smallMax = 8

var seed = maphash.MakeSeed()

func (t *Table) String() string       { return fmt.Sprintf("table: %p", t) }
func (t *Table) Type() lua.LValueType { return lua.LTTable }

// NewTable makes a table with room for na positional and nh other keys.
func NewTable(na, nh int) *Table {
	t := &Table{}
	if na > 0 {
		t.arr = make([]lua.LValue, 0, na)
	}
	if nh > smallMax {
		t.rehash(nh)
	} else if nh > 0 {
		t.ents = make([]entry, 0, nh)
	}
	return t
}

// word is the data word of an interface value.
func word(v *lua.LValue) unsafe.Pointer { return (*[2]unsafe.Pointer)(unsafe.Pointer(v))[1] }

func mix(x uint64) uint32 {
	hi, lo := bits.Mul64(x^0x9e3779b97f4a7c15, 0xd6e8feb86659fd93)
	return uint32(hi ^ lo)
}
func hashStr(s string) uint32 { h := maphash.String(seed, s); return uint32(h) }

// box is the memory behind the lua.LString of a constant: gopher-lua sees the
// string, we find its hash behind it. One box per text in the process, so that
// keys compare by address.
type box struct {
	s lua.LString
	h uint32
}

// Const boxes a constant. Only its results go to GetConst and findConst.
func Const(s string) lua.LValue {
	if v, ok := interned.Load(s); ok {
		return v.(lua.LValue)
	}
	b := &box{lua.LString(s), hashStr(s)}
	var v lua.LValue = lua.LString("x")
	(*[2]unsafe.Pointer)(unsafe.Pointer(&v))[1] = unsafe.Pointer(b)
	w, _ := interned.LoadOrStore(s, v)
	return w.(lua.LValue)
}

var interned sync.Map // string -> lua.LValue

func intern(p *lua.FunctionProto) {
	for i, k := range p.Constants {
		if s, ok := k.(lua.LString); ok {
			p.Constants[i] = Const(string(s))
		}
	}
}

// findConst is findStr for a boxed constant.
func (t *Table) findConst(k lua.LValue) int {
	w := word(&k)
	if t.aux == nil || t.aux.slots == nil {
		for i := range t.ents {
			if word(&t.ents[i].key) == w {
				return i
			}
		}
		s := (*box)(w).s
		for i := range t.ents {
			if x, ok := t.ents[i].key.(lua.LString); ok && len(x) == len(s) && x == s {
				return i
			}
		}
		return -1
	}
	h, sl := (*box)(w).h, t.aux.slots
	for m, i := uint32(len(sl)-1), h; ; i++ {
		e := sl[i&m]
		if e.pos == 0 {
			return -1
		}
		if e.hash == h {
			x := &t.ents[e.pos-1].key
			if word(x) == w {
				return int(e.pos - 1)
			}
			if y, ok := (*x).(lua.LString); ok && y == (*box)(w).s {
				return int(e.pos - 1)
			}
		}
	}
}

func (t *Table) GetConst(k lua.LValue) lua.LValue { return t.at(t.findConst(k)) }

func hashOf(k lua.LValue) uint32 {
	switch x := k.(type) {
	case lua.LString:
		return hashStr(string(x))
	case lua.LNumber:
		return mix(math.Float64bits(float64(x)))
	case LInt:
		return mix(uint64(x))
	case LFloat:
		return mix(math.Float64bits(float64(x)))
	case lua.LBool:
		if x {
			return 1
		}
		return 2
	}
	return mix(uint64(uintptr(word(&k)))) // pointers: Go's collector does not move objects
}

// find gives the entry number of a key that is not a string, -1 if there is none.
func (t *Table) find(k lua.LValue) int {
	if s, ok := k.(lua.LString); ok {
		return t.findStr(k, string(s))
	}
	if n, ok := k.(lua.LNumber); ok {
		return t.findNum(n)
	}
	if t.aux == nil || t.aux.slots == nil {
		for i := range t.ents {
			if t.ents[i].key == k {
				return i
			}
		}
		return -1
	}
	h, sl := hashOf(k), t.aux.slots
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

func (t *Table) findNum(n lua.LNumber) int {
	if t.aux == nil || t.aux.slots == nil {
		for i := range t.ents {
			if x, ok := t.ents[i].key.(lua.LNumber); ok && x == n {
				return i
			}
		}
		return -1
	}
	h, sl := mix(math.Float64bits(float64(n))), t.aux.slots
	for m, i := uint32(len(sl)-1), h; ; i++ {
		s := sl[i&m]
		if s.pos == 0 {
			return -1
		}
		if s.hash == h {
			if x, ok := t.ents[s.pos-1].key.(lua.LNumber); ok && x == n {
				return int(s.pos - 1)
			}
		}
	}
}

// findStr looks a string up; k is its boxed form (compared by address first), or nil.
func (t *Table) findStr(k lua.LValue, s string) int {
	if t.aux == nil || t.aux.slots == nil {
		if k != nil {
			w := word(&k)
			for i := range t.ents {
				if word(&t.ents[i].key) == w {
					return i
				}
			}
		}
		for i := range t.ents {
			if x, ok := t.ents[i].key.(lua.LString); ok && string(x) == s {
				return i
			}
		}
		return -1
	}
	h, sl := hashStr(s), t.aux.slots
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

func (t *Table) at(i int) lua.LValue {
	if i >= 0 {
		if v := t.ents[i].val; v != nil {
			return v
		}
	}
	return lua.LNil
}

// GetStr is t[k] for a string key given in its boxed form.
func (t *Table) GetStr(k lua.LValue) lua.LValue { return t.at(t.findStr(k, string(k.(lua.LString)))) }

func (t *Table) RawGetString(s string) lua.LValue { return t.at(t.findStr(nil, s)) }

func (t *Table) RawGetInt(i int) lua.LValue {
	if uint(i-1) < uint(len(t.arr)) {
		return nz(t.arr[i-1])
	}
	return t.at(t.findNum(lua.LNumber(i)))
}

// nz: an interface of a nil hole reads as LNil. Holes are stored as LNil, so this is free.
func nz(v lua.LValue) lua.LValue { return v }

// RawGet reads without metamethods; a float key must be normalised (Key).
func (t *Table) RawGet(k lua.LValue) lua.LValue {
	switch x := k.(type) {
	case lua.LNumber:
		if i := int(x); uint(i-1) < uint(len(t.arr)) && lua.LNumber(i) == x {
			return t.arr[i-1]
		}
		return t.at(t.findNum(x))
	case lua.LString:
		return t.at(t.findStr(k, string(x)))
	case *lua.LNilType:
		return lua.LNil
	}
	return t.at(t.find(k))
}

// Len is a border.
func (t *Table) Len() int { return len(t.arr) }

func (t *Table) RawSetString(s string, v lua.LValue) { t.set(lua.LString(s), v) }
func (t *Table) RawSetInt(i int, v lua.LValue)       { t.setInt(i, nil, v) }

// set writes without metamethods; k is neither nil nor NaN and normalised.
func (t *Table) set(k, v lua.LValue) {
	if n, ok := k.(lua.LNumber); ok {
		if i := int(n); lua.LNumber(i) == n && i > 0 {
			t.setInt(i, k, v)
			return
		}
	}
	t.setHash(k, v)
}

// setInt writes t[i]; k is the boxed i if the caller has it.
func (t *Table) setInt(i int, k, v lua.LValue) {
	n := len(t.arr)
	switch {
	case t.aux != nil && t.aux.frozen:
		t.thaw()
		t.setInt(i, k, v)
		return
	case i <= n && i > 0:
		if i == n && v == lua.LNil {
			t.pop()
			return
		}
		t.arr[i-1] = v
		return
	case i == n+1:
		if v == lua.LNil {
			return // the hash never holds len+1
		}
		if n == cap(t.arr) && n >= 32 && !t.dense() {
			break // a queue that moved on: its rest now lives in the hash
		}
		t.push(v)
		return
	}
	if k == nil {
		k = lua.LNumber(i)
	}
	t.setHash(k, v)
}

func (t *Table) push(v lua.LValue) {
	if len(t.arr) == cap(t.arr) {
		n := len(t.arr)
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
	for len(t.ents) > 0 { // take over what follows
		e := t.findNum(lua.LNumber(len(t.arr) + 1))
		if e < 0 {
			return
		}
		if t.ents[e].val == nil {
			t.ents[e].key = lua.LNil // soon a key of the array: after must not find it here
			return
		}
		x := t.ents[e].val
		t.ents[e].key = lua.LNil // Next must not find the array's key here
		t.kill(e)
		t.arr = append(t.arr, x)
	}
}

// pop removes the last element and the holes before it.
func (t *Table) pop() {
	n := len(t.arr) - 1
	t.arr[n] = nil
	for n > 0 && t.arr[n-1] == lua.LNil {
		n--
		t.arr[n] = nil
	}
	t.arr = t.arr[:n]
	if c := cap(t.arr); c > 64 && n < c/4 {
		a := make([]lua.LValue, n, c/2)
		copy(a, t.arr)
		t.arr = a
	}
}

// dense: half of the array is in use. Otherwise what is behind the first hole moves to the hash.
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
			t.setHash(lua.LNumber(i+1), v)
		}
	}
	return false
}

// kill marks entry e dead.
func (t *Table) kill(e int) {
	t.ents[e].val = nil
	if t.aux != nil && t.aux.slots != nil {
		if t.aux.live--; t.aux.live == 0 && len(t.ents) > 64 {
			t.ents, t.aux.slots = nil, nil // next of any key of an empty hash ends
		}
	}
}

func (t *Table) setHash(k, v lua.LValue) {
	if t.aux != nil && t.aux.frozen {
		t.thaw()
	}
	t.setFound(t.find(k), k, v)
}

// setFound is setHash when the entry number e of k (or -1) is known.
func (t *Table) setFound(e int, k, v lua.LValue) {
	if t.aux != nil && t.aux.hasCache() {
		if s, ok := k.(lua.LString); ok && len(s) > 1 && s[0] == '_' {
			t.aux.absent, t.aux.index = 0, nil
		}
	}
	if v == lua.LNil {
		if e >= 0 && t.ents[e].val != nil {
			t.kill(e)
		}
		return
	}
	if e >= 0 {
		if t.ents[e].val == nil && t.aux != nil && t.aux.slots != nil {
			t.aux.live++
		}
		t.ents[e].val = v
		return
	}
	if len(t.ents) == cap(t.ents) || t.aux != nil && t.aux.slots != nil && len(t.ents) > 64 && int(t.aux.live)*4 < len(t.ents) {
		n := t.count()
		if n >= smallMax && t.toArray(k) {
			t.set(k, v)
			return
		}
		if n < len(t.ents) { // some are dead: leave room, so that the next compaction is far
			n += n / 2
		}
		t.rehash(n + 1)
	}
	t.ents = append(t.ents, entry{k, v})
	if t.aux != nil && t.aux.slots != nil {
		t.aux.live++
		t.link(hashOf(k), uint32(len(t.ents)))
	}
}

func (a *aux) hasCache() bool { return a.absent != 0 || a.index != nil || a.frozen }

// Freeze makes t a template: Clone copies 64 bytes, the contents are shared
// until a copy is written to. t itself must not be written any more.
func (t *Table) Freeze() {
	if t.aux == nil {
		t.aux = &aux{}
	}
	for ev := range eventKey { // fill the cache: readers on other threads must not write
		t.metamethod(ev)
	}
	t.aux.frozen = true
}

func (t *Table) Clone() *Table { c := *t; return &c }

func (t *Table) thaw() {
	a := *t.aux
	a.frozen = false
	a.slots = append([]slot(nil), a.slots...)
	t.aux = &a
	t.ents = append(make([]entry, 0, cap(t.ents)), t.ents...)
	t.arr = append([]lua.LValue(nil), t.arr...)
}

func (t *Table) count() int {
	if t.aux != nil && t.aux.slots != nil {
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

// rehash drops dead entries and makes room for n.
func (t *Table) rehash(n int) {
	c := n
	switch {
	case n <= 2:
	case n <= 4:
		c = 4
	case n <= smallMax:
		c = smallMax
	default: // 3/4 of a power of two, the number of slots
		c = 12
		for c < n {
			c *= 2
		}
	}
	var old []slot
	if t.aux != nil {
		old = t.aux.slots
	}
	ents := make([]entry, 0, c)
	if c <= smallMax {
		for _, e := range t.ents {
			if e.val != nil {
				ents = append(ents, e)
			}
		}
		t.ents = ents
		if t.aux != nil {
			t.aux.slots = nil
		}
		return
	}
	if t.aux == nil {
		t.aux = &aux{}
	}
	if c == cap(t.ents) && old != nil {
		t.compact()
		return
	}
	var hs []uint32 // hashes of the old entries, from the old slots
	if old != nil {
		hs = make([]uint32, len(t.ents))
		for _, s := range old {
			if s.pos != 0 {
				hs[s.pos-1] = s.hash
			}
		}
	}
	t.aux.slots = make([]slot, c/3*4)
	t.aux.live = 0
	for i, e := range t.ents {
		if e.val == nil {
			continue
		}
		ents = append(ents, e)
		t.aux.live++
		if hs != nil {
			t.link(hs[i], uint32(len(ents)))
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

// toArray moves integer keys from the hash to the array where that fills more
// than half of it (as C Lua's computesizes); extra is the key about to be set.
func (t *Table) toArray(extra lua.LValue) bool {
	var bins [48]int
	total := 0
	add := func(k lua.LValue) {
		if n, ok := k.(lua.LNumber); ok {
			if i := int(n); i > 0 && i < 1<<40 && lua.LNumber(i) == n {
				bins[bits.Len(uint(i-1))]++
				total++
			}
		}
	}
	for i := range t.ents {
		if t.ents[i].val != nil {
			add(t.ents[i].key)
		}
	}
	if total == 0 {
		return false
	}
	add(extra)
	for i, v := range t.arr {
		if v != lua.LNil {
			bins[bits.Len(uint(i))]++
			total++
		}
	}
	size, sum := 0, 0
	for b, p := 0, 1; b < len(bins) && p < 2*total; b, p = b+1, p*2 {
		if sum += bins[b]; sum > p/2 {
			size = p
		}
	}
	if size <= len(t.arr) {
		return false
	}
	max := 0
	move := func(i int) bool { return i > len(t.arr) && i <= size }
	for i := range t.ents {
		if n, ok := t.ents[i].key.(lua.LNumber); ok && t.ents[i].val != nil {
			if i := int(n); lua.LNumber(i) == n && move(i) && i > max {
				max = i
			}
		}
	}
	if max == 0 {
		return false
	}
	a := make([]lua.LValue, max, size)
	for i := copy(a, t.arr); i < max; i++ {
		a[i] = lua.LNil
	}
	for e := range t.ents {
		if n, ok := t.ents[e].key.(lua.LNumber); ok && t.ents[e].val != nil {
			if i := int(n); lua.LNumber(i) == n && move(i) {
				a[i-1] = t.ents[e].val
				t.ents[e].val = nil
				if t.aux != nil && t.aux.slots != nil {
					t.aux.live--
				}
			}
		}
	}
	t.arr = a
	t.rehash(t.count())
	for len(t.ents) > 0 {
		e := t.findNum(lua.LNumber(len(t.arr) + 1))
		if e < 0 || t.ents[e].val == nil {
			break
		}
		x := t.ents[e].val
		t.ents[e].key = lua.LNil
		t.kill(e)
		t.arr = append(t.arr, x)
	}
	return true
}

// after gives the first position behind key k: 0..len(arr)-1 array, then len(arr)+entry; -1: no such key.
func (t *Table) after(k lua.LValue) int {
	if k == lua.LNil {
		return 0
	}
	n, isNum := k.(lua.LNumber)
	if isNum {
		if i := int(n); uint(i-1) < uint(len(t.arr)) && lua.LNumber(i) == n {
			return i
		}
	}
	if e := t.find(k); e >= 0 {
		return len(t.arr) + e + 1
	}
	if isNum && n >= 1 || len(t.ents) == 0 && t.aux != nil { // an array slot that a pop took away, or an emptied hash
		return len(t.arr)
	}
	return -1
}

// step gives the first pair at or behind position p, and the position behind it.
func (t *Table) step(p int) (int, lua.LValue, lua.LValue) {
	for ; p < len(t.arr); p++ {
		if v := t.arr[p]; v != lua.LNil {
			return p + 1, lua.LNumber(p + 1), v
		}
	}
	for e := p - len(t.arr); e < len(t.ents); e++ {
		if v := t.ents[e].val; v != nil {
			return len(t.arr) + e + 1, t.ents[e].key, v
		}
	}
	return -1, lua.LNil, lua.LNil
}

// Next is Lua's next; ok is false for a key that is not in the table.
func (t *Table) Next(k lua.LValue) (key, val lua.LValue, ok bool) {
	p := t.after(k)
	if p < 0 {
		return lua.LNil, lua.LNil, false
	}
	_, key, val = t.step(p)
	return key, val, true
}

// ---- metamethods ----

const (
	mIndex = iota
	mNewindex
	mEq
	mLen
	mCall
	mTostring
	mName
	mPairs
	mConcat
	mLt
	mLe
	mClose
	mMax
)

var eventKey = [mMax]lua.LValue{Const("__index"), Const("__newindex"), Const("__eq"), Const("__len"), Const("__call"), Const("__tostring"), Const("__name"), Const("__pairs"), Const("__concat"), Const("__lt"), Const("__le"), Const("__close")}

// metamethod reads an event of a metatable, remembering absence.
func (mt *Table) metamethod(ev int) lua.LValue {
	a := mt.aux
	if a == nil {
		a = &aux{}
		mt.aux = a
	}
	if a.absent>>ev&1 != 0 {
		return lua.LNil
	}
	if ev == mIndex && a.index != nil {
		return a.index
	}
	v := mt.GetConst(eventKey[ev])
	if v == lua.LNil {
		a.absent |= 1 << ev
	} else if ev == mIndex {
		a.index = v
	}
	return v
}

// RawSet writes without metamethods after checking the key.
func RawSet(L *lua.LState, t *Table, k, v lua.LValue) {
	switch x := k.(type) {
	case lua.LNumber:
		if i := int(x); i > 0 && lua.LNumber(i) == x {
			t.setInt(i, k, v)
			return
		}
		if x != x {
			L.RaiseError("table index is NaN")
		}
	case *lua.LNilType:
		L.RaiseError("table index is nil")
	case LFloat:
		k = Key(x)
		t.set(k, v)
		return
	}
	t.setHash(k, v)
}
