package vm

import (
	"sync/atomic"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// For each constant that code uses as a key there is a hint: the number of the
// entry where it was found the last time. Objects of one kind get their fields
// in one order, so that it is mostly right, whichever of them is asked.
//
// Hints lie in front of a function's code (syntax.MaxHint). All states that run
// the function share them, on any thread; a wrong one costs a search.

func hintOf(code codeAt, k uint32) *uint32 { return (*uint32)(unsafe.Add(code, -4-int(k)*4)) }

// at is the value of the entry that a hint names if its key is the constant k
// itself (not only equal to it), else nil.
func (t *Table) at(hint uint32, k lua.LValue) *lua.LValue {
	if uint64(hint) < uint64(len(t.ents)) {
		if e := &t.ents[hint]; word(&e.key) == word(&k) {
			return &e.val
		}
	}
	return nil
}

// learn sets a hint, not always: where kinds of objects alternate, threads would
// take the memory from each other all the time.
func (t *thread) learn(hint *uint32, e int) {
	if t.learned++; t.learned&3 == 0 && e < 1<<31 {
		atomic.StoreUint32(hint, uint32(e))
	}
}

// field is o[k] for a boxed constant.
func (t *thread) field(o, k lua.LValue, hint *uint32) lua.LValue {
	guess := atomic.LoadUint32(hint)
	for cur, n := o, 0; n < maxChain; n++ {
		var h lua.LValue
		if tb, ok := cur.(*Table); ok {
			v := tb.at(guess, k)
			if v == nil {
				if e := tb.findConst(k); e >= 0 {
					t.learn(hint, e)
					v = &tb.ents[e].val
				}
			}
			if v != nil && *v != nil {
				return *v
			}
			if tb.aux != nil {
				if v := tb.missing(k); v != lua.LNil {
					return v
				}
			}
			mt := tb.meta
			if mt == nil {
				return lua.LNil
			}
			if mt.aux != nil && mt.aux.index != nil {
				h = mt.aux.index
			} else if h = mt.event(mIndex); h == lua.LNil {
				return h
			}
		} else if h = t.metamethod(cur, mIndex); h == lua.LNil {
			return t.index(cur, k) // an error
		}
		if f, ok := h.(*lua.LFunction); ok {
			return t.call1(f, cur, k)
		}
		cur = h
	}
	return t.index(o, k) // an error
}

// setField is o[k] = v for a boxed constant.
func (t *thread) setField(o, k, v lua.LValue, hint *uint32) {
	tb, ok := o.(*Table)
	if !ok {
		t.setIndex(o, k, v)
		return
	}
	e := tb.findConst(k)
	if e >= 0 {
		t.learn(hint, e)
		if tb.overwrites(&tb.ents[e].val, v) {
			tb.ents[e].val = v
			return
		}
	}
	if tb.meta == nil && tb.aux == nil {
		before := cap(tb.ents)
		tb.setFound(e, k, v)
		if n := cap(tb.ents) - before; n != 0 && t.st.charge(32*n) {
			t.overMemory()
		}
		return
	}
	t.setIndex(tb, k, v)
}

// overwrites tells whether v may just take the place of the value of an entry:
// that needs neither metatable nor bookkeeping.
func (t *Table) overwrites(old *lua.LValue, v lua.LValue) bool {
	return *old != nil && !isNil(v) && (t.aux == nil || !t.aux.cached() && !t.aux.frozen)
}
