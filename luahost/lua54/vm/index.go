package vm

import lua "github.com/yuin/gopher-lua"

// maxChain is how many __index or __newindex steps are followed.
const maxChain = 2000

// Index is o[k].
func Index(L *lua.LState, o, k lua.LValue) lua.LValue { return threadOf(L).index(o, k) }

// SetIndex is o[k] = v.
func SetIndex(L *lua.LState, o, k, v lua.LValue) { threadOf(L).setIndex(o, k, v) }

// index is o[k]. Metamethods get the key as it is, a float with an exact integer
// value, too.
func (t *thread) index(o, k lua.LValue) lua.LValue {
	for range maxChain {
		var h lua.LValue
		if tb, ok := o.(*Table); ok {
			v := tb.RawGet(k)
			if v != lua.LNil || tb.meta == nil {
				return v
			}
			if h = tb.meta.event(mIndex); h == lua.LNil {
				return v
			}
		} else if h = t.metamethod(o, mIndex); h == lua.LNil {
			t.indexError(o, k)
		}
		if f, ok := h.(*lua.LFunction); ok {
			return t.call1(f, o, k)
		}
		o = h
	}
	t.errorf("'__index' chain too long; possible loop")
	return nil
}

// indexInt is tb[k] for a key that isn't in arr.
func (t *thread) indexInt(tb *Table, k *SmallInt) lua.LValue {
	if e := tb.findInt(k); e >= 0 {
		if v := tb.ents[e].val; v != nil {
			return v
		}
	}
	return t.index(tb, k)
}

// setIndex is o[k] = v.
func (t *thread) setIndex(o, k, v lua.LValue) {
	for range maxChain {
		var h lua.LValue
		if tb, ok := o.(*Table); ok {
			if tb.meta == nil {
				t.rawSet(tb, k, v)
				return
			}
			if h = tb.meta.event(mNewindex); h == lua.LNil || tb.RawGet(k) != lua.LNil {
				t.rawSet(tb, k, v)
				return
			}
		} else if h = t.metamethod(o, mNewindex); h == lua.LNil {
			t.indexError(o, k)
		}
		if f, ok := h.(*lua.LFunction); ok {
			t.call3(f, o, k, v)
			return
		}
		o = h
	}
	t.errorf("'__newindex' chain too long; possible loop")
}

// RawSet is t[k] = v without metamethods; it raises an error for a nil or NaN key.
func RawSet(L *lua.LState, t *Table, k, v lua.LValue) { threadOf(L).rawSet(t, k, v) }

func (t *thread) rawSet(tb *Table, k, v lua.LValue) {
	before := cap(tb.arr) + 2*cap(tb.ents)
	k = Key(k)
	switch x := k.(type) {
	case *SmallInt:
		if i := x.Int(); i > 0 {
			tb.setInt(int(i), k, v)
		} else {
			tb.setHash(k, v)
		}
	case lua.LNumber:
		if x != x {
			t.errorf("table index is NaN")
		}
		tb.setHash(k, v)
	case *lua.LNilType:
		t.errorf("table index is nil")
	default:
		tb.setHash(k, v)
	}
	if n := cap(tb.arr) + 2*cap(tb.ents) - before; n != 0 && t.st.charge(16*n) {
		t.overMemory()
	}
}

// newTable is NEWTABLE.
func (t *thread) newTable(to *lua.LValue, narr, nhash int) {
	tb := NewTable(narr, nhash)
	*to = tb
	if t.st.charge(tb.size()) {
		t.overMemory()
	}
}

// newField is OpNewField: k is a boxed constant that tb doesn't have.
func (t *thread) newField(tb *Table, k, v lua.LValue) {
	if isNil(v) {
		return
	}
	before := tb.size()
	if tb.insertNew(k, v); tb.size() != before && t.st.charge(tb.size()-before) {
		t.overMemory()
	}
}

// setList is SETLIST: the items of batch number c of a constructor.
func (t *thread) setList(cf *callFrame, w uint32, c int) {
	rg := t.reg
	ra := cf.LocalBase + int(opA(w))
	n := int(opB(w))
	if n == 0 {
		n = rg.top - ra - 1
		rg.top = frameTop(cf)
	}
	tb := rg.array[ra].(*Table)
	before := tb.size()
	tb.setList((c-1)*lua.FieldsPerFlush, rg.array[ra+1:ra+1+n])
	if t.st.charge(tb.size() - before) {
		t.overMemory()
	}
}

// Append is t[#t+1] = v without metamethods, counted as the script's memory.
func Append(L *lua.LState, tb *Table, v lua.LValue) {
	threadOf(L).rawSet(tb, Int(int64(tb.Len()+1)), v)
}

func (t *thread) indexError(o, k lua.LValue) {
	t.errorf("attempt to index a %s value%s", t.typeName(o), t.indexedName(o, k))
}

// length is #v.
func (t *thread) length(v lua.LValue) lua.LValue {
	if s, ok := v.(lua.LString); ok {
		return Int(int64(len(s)))
	}
	if h := t.metamethod(v, mLen); h != lua.LNil {
		return t.call1(h, v, v)
	}
	if tb, ok := v.(*Table); ok {
		return Int(int64(tb.Len()))
	}
	t.errorf("attempt to get length of a %s value%s", t.typeName(v), t.operandName(false))
	return nil
}

// Length is #v as an integer.
func Length(L *lua.LState, v lua.LValue) int64 {
	if tb, ok := v.(*Table); ok && tb.meta == nil {
		return int64(len(tb.arr))
	}
	n, ok := exactInt(threadOf(L).length(v))
	if !ok {
		Errorf(L, "object length is not an integer")
	}
	return n
}
