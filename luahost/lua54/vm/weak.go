package vm

import (
	"weak"

	lua "github.com/yuin/gopher-lua"
)

// A weak table (its metatable has __mode when it is set) keeps all its pairs in
// a weakPart; arr and ents stay empty, so that the fast paths of the opcodes
// never see it. Tables, functions, userdata and coroutines are held by Go's
// weak pointers; strings, numbers and booleans are values and stay.
//
// A weak key that is a table carries its value itself (rare.eph), so that a pair
// whose value refers to its key goes as one: an ephemeron. For keys of other
// types the value is held as long as the key lives.
type weakPart struct {
	keys, vals bool
	ents       []weakEntry
	pos        map[any]int32 // by identity of the key
	dead       int
}

type weakEntry struct {
	key, val holder
	gone     bool
}

// ephemeron names the table in which a key's value lives.
type ephemeron = weak.Pointer[weakPart]

// holder holds a value strongly or weakly.
type holder struct {
	v lua.LValue
	w any // a weak.Pointer, if v is nil
}

// identity is what a weak reference to v is known by; nil for plain values.
func identity(v lua.LValue) any {
	switch x := v.(type) {
	case *Table:
		return weak.Make(x)
	case *lua.LFunction:
		return weak.Make(x)
	case *lua.LUserData:
		return weak.Make(x)
	case *Coroutine:
		return weak.Make(x)
	}
	return nil
}

func hold(v lua.LValue, weakly bool) holder {
	if weakly {
		if w := identity(v); w != nil {
			return holder{w: w}
		}
	}
	return holder{v: v}
}

// get is the value, or LNil if it was collected.
func (h holder) get() lua.LValue {
	if h.v != nil {
		return h.v
	}
	switch w := h.w.(type) {
	case weak.Pointer[Table]:
		if p := w.Value(); p != nil {
			return p
		}
	case weak.Pointer[lua.LFunction]:
		if p := w.Value(); p != nil {
			return p
		}
	case weak.Pointer[lua.LUserData]:
		if p := w.Value(); p != nil {
			return p
		}
	case weak.Pointer[Coroutine]:
		if p := w.Value(); p != nil {
			return p
		}
	}
	return lua.LNil
}

func (t *Table) weakPart() *weakPart {
	if t.aux == nil || t.aux.rare == nil {
		return nil
	}
	return t.aux.rare.weak
}

// setMode makes t weak or strong, as the __mode of its new metatable says.
func (t *Table) setMode(mode string) {
	keys, vals := false, false
	for _, c := range mode {
		keys = keys || c == 'k'
		vals = vals || c == 'v'
	}
	if w := t.weakPart(); w != nil && w.keys == keys && w.vals == vals || w == nil && !keys && !vals {
		return
	}
	var pairs []lua.LValue
	for k, v, _ := t.Next(lua.LNil); k != lua.LNil; k, v, _ = t.Next(k) {
		pairs = append(pairs, k, v)
	}
	t.thaw()
	if t.aux == nil {
		t.aux = &aux{}
	}
	t.arr, t.ents, t.aux.slots, t.aux.live, t.aux.more().weak = nil, nil, nil, 0, nil
	if keys || vals {
		t.aux.rare.weak = &weakPart{keys: keys, vals: vals, pos: map[any]int32{}}
	}
	for i := 0; i < len(pairs); i += 2 {
		t.RawSet(pairs[i], pairs[i+1])
	}
}

func (w *weakPart) find(k lua.LValue) int {
	var id any = k
	if w.keys {
		if x := identity(k); x != nil {
			id = x
		}
	}
	if i, ok := w.pos[id]; ok {
		return int(i)
	}
	return -1
}

// value is the value of entry i, whose key is k.
func (w *weakPart) value(i int, k lua.LValue) lua.LValue {
	if t, ok := k.(*Table); ok && w.ephemeral() {
		if t.aux != nil && t.aux.rare != nil {
			if v := t.aux.rare.eph[weak.Make(w)]; v != nil {
				return v
			}
		}
		return lua.LNil
	}
	return w.ents[i].val.get()
}

// ephemeral: values live in their keys.
func (w *weakPart) ephemeral() bool { return w.keys && !w.vals }

func (w *weakPart) get(k lua.LValue) lua.LValue {
	k = Key(k)
	if i := w.find(k); i >= 0 && !w.ents[i].gone {
		return w.value(i, k)
	}
	return lua.LNil
}

func (w *weakPart) set(k, v lua.LValue) {
	i := w.find(k)
	if v == lua.LNil {
		if i >= 0 && !w.ents[i].gone {
			w.ents[i].gone, w.ents[i].val = true, holder{}
			w.store(k, nil)
			w.dead++
		}
		return
	}
	if i < 0 {
		if len(w.ents) == cap(w.ents) {
			w.compact()
		}
		id := any(k)
		e := weakEntry{key: hold(k, w.keys)}
		if e.key.w != nil {
			id = e.key.w
		}
		i = len(w.ents)
		w.ents = append(w.ents, e)
		w.pos[id] = int32(i)
	} else if w.ents[i].gone {
		w.ents[i].gone = false
		w.dead--
	}
	if !w.store(k, v) {
		w.ents[i].val = hold(v, w.vals)
	}
}

// store puts the value of an ephemeron into its key.
func (w *weakPart) store(k, v lua.LValue) bool {
	t, ok := k.(*Table)
	if !ok || !w.ephemeral() {
		return false
	}
	t.thaw()
	if t.aux == nil {
		t.aux = &aux{}
	}
	id, r := weak.Make(w), t.aux.more()
	if v == nil {
		delete(r.eph, id)
		return true
	}
	if r.eph == nil {
		r.eph = map[ephemeron]lua.LValue{}
	}
	if len(r.eph) > 8 {
		for e := range r.eph {
			if e.Value() == nil {
				delete(r.eph, e)
			}
		}
	}
	r.eph[id] = v
	return true
}

// sweep lets go of pairs whose key or value was collected.
func (w *weakPart) sweep() {
	for i := range w.ents {
		e := &w.ents[i]
		if e.gone || e.key.get() != lua.LNil && (e.val.w == nil || e.val.get() != lua.LNil) {
			continue
		}
		id := e.key.w
		if id == nil {
			id = e.key.v
		}
		delete(w.pos, id)
		*e = weakEntry{gone: true}
		w.dead++
	}
}

// compact drops pairs that were removed or collected.
func (w *weakPart) compact() {
	ents := w.ents
	w.ents = make([]weakEntry, 0, max(4, len(ents)))
	w.pos = map[any]int32{}
	w.dead = 0
	for i := range ents {
		e := ents[i]
		k := e.key.get()
		if e.gone || k == lua.LNil || e.val.v == nil && e.val.w != nil && e.val.get() == lua.LNil {
			continue
		}
		id := any(k)
		if e.key.w != nil {
			id = e.key.w
		}
		w.pos[id] = int32(len(w.ents))
		w.ents = append(w.ents, e)
	}
	if len(w.ents) == cap(w.ents) {
		w.ents = append(make([]weakEntry, 0, 2*cap(w.ents)), w.ents...)
	}
}

func (w *weakPart) next(k lua.LValue) (lua.LValue, lua.LValue, bool) {
	i := 0
	if k != lua.LNil {
		if i = w.find(Key(k)); i < 0 {
			return lua.LNil, lua.LNil, false
		}
		i++
	}
	for ; i < len(w.ents); i++ {
		if w.ents[i].gone {
			continue
		}
		if k := w.ents[i].key.get(); k != lua.LNil {
			if v := w.value(i, k); v != lua.LNil {
				return k, v, true
			}
		}
	}
	return lua.LNil, lua.LNil, true
}

func (w *weakPart) border() int {
	n := 0
	for w.get(Int(int64(n+1))) != lua.LNil {
		n++
	}
	return n
}
