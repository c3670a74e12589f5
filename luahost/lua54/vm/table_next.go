package vm

import lua "github.com/yuin/gopher-lua"

// A position counts arr first, then the entries.

// after gives the first position behind key k, -1 if the table has no such key.
func (t *Table) after(k lua.LValue) int {
	if k == lua.LNil {
		return 0
	}
	if n, ok := k.(*SmallInt); ok {
		if i := n.Int(); uint64(i-1) < uint64(len(t.arr)) {
			return int(i)
		}
	}
	if e := t.find(k); e >= 0 {
		return len(t.arr) + e + 1
	}
	if i := positive(k); i > 0 && (i <= cap(t.arr) || cap(t.arr) > 32) {
		return len(t.arr) // an element that went when arr shrank
	}
	if len(t.ents) == 0 && t.aux != nil {
		return len(t.arr) // the hash was emptied
	}
	return -1
}

// step gives the first pair at or behind position p, and the position behind it.
func (t *Table) step(p int) (int, lua.LValue, lua.LValue) {
	for ; p < len(t.arr); p++ {
		if v := t.arr[p]; !isNil(v) {
			return p + 1, small(int64(p + 1)), v
		}
	}
	for e := p - len(t.arr); e < len(t.ents); e++ {
		if v := t.ents[e].val; v != nil {
			return len(t.arr) + e + 1, t.ents[e].key, v
		}
	}
	return -1, lua.LNil, lua.LNil
}

// Next is Lua's next: the pair behind key k, LNil as key at the end; ok is
// false for a key that is not in the table.
func (t *Table) Next(k lua.LValue) (key, val lua.LValue, ok bool) {
	if w := t.weakPart(); w != nil {
		return w.next(k)
	}
	t.complete()
	p := t.after(Key(k))
	if p < 0 {
		return lua.LNil, lua.LNil, false
	}
	_, key, val = t.step(p)
	return key, val, true
}

// Rest gives all pairs but those of Arr, in the order of Next, as in
//
//	for k, v := range t.Rest {
//
// The table may lose pairs meanwhile; of new ones it is open whether they are
// seen.
func (t *Table) Rest(yield func(k, v lua.LValue) bool) {
	if w := t.weakPart(); w != nil {
		for k, v, ok := w.next(lua.LNil); ok && k != lua.LNil && yield(k, v); k, v, ok = w.next(k) {
		}
		return
	}
	t.complete()
	t.Held(yield)
}

// Next is the function next, IpairsNext the iterator of ipairs. A generic for
// knows both and walks tables itself.
var (
	Next       = &lua.LFunction{IsG: true}
	IpairsNext = &lua.LFunction{IsG: true}
)

func init() {
	Next.GFunction = next
	IpairsNext.GFunction = ipairsNext
}

func next(L *lua.LState) int {
	t := CheckTable(L, 1)
	k, v, ok := t.Next(L.Get(2))
	if !ok {
		Errorf(L, "invalid key to 'next'")
	}
	if L.Push(k); k == lua.LNil {
		return 1
	}
	L.Push(v)
	return 2
}

func ipairsNext(L *lua.LState) int {
	i := Int(CheckInt(L, 2) + 1)
	v := Index(L, L.Get(1), i)
	if v == lua.LNil {
		L.Push(lua.LNil)
		return 1
	}
	L.Push(i)
	L.Push(v)
	return 2
}
