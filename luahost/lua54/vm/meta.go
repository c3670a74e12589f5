package vm

import lua "github.com/yuin/gopher-lua"

// Metamethods, in three runs whose order is that of the opcodes.
const (
	mAdd = iota
	mSub
	mMul
	mDiv
	mMod
	mPow
	mUnm
	mIdiv
	mBand
	mBor
	mBxor
	mShl
	mShr
	mBnot
	mIndex
	mNewindex
	mEq
	mLen
	mCall
	mConcat
	mLt
	mLe
	mClose
	mTostring
	mName
	mPairs
	mGc
	mMode
	mMetatable
	mMax
)

var eventNames = [mMax]string{"add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "band", "bor", "bxor", "shl", "shr", "bnot",
	"index", "newindex", "eq", "len", "call", "concat", "lt", "le", "close", "tostring", "name", "pairs", "gc", "mode", "metatable"}

var eventKeys = func() (a [mMax]lua.LValue) {
	for i, n := range eventNames {
		a[i] = Const("__" + n)
	}
	return
}()

// event reads a metamethod out of metatable mt, remembering absence.
func (mt *Table) event(ev int) lua.LValue {
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
	v := mt.constant(eventKeys[ev])
	if v == nil {
		v = mt.missing(eventKeys[ev])
	}
	switch {
	case a.frozen || a.rare != nil && a.rare.weak != nil:
	case v == lua.LNil:
		a.absent |= 1 << ev
	case ev == mIndex:
		a.index = v
	}
	return v
}

// cached: writing a metamethod has to clear what event remembers.
func (a *aux) cached() bool { return a.absent != 0 || a.index != nil }

// Object is a value of a library's own type that all states may share: its
// metatable is the state's.
type Object interface {
	lua.LValue
	MetaOf(st *State) *Table
}

// named is a value with a type name of its own for messages.
type named interface{ TypeName() string }

// lightName is what messages about arguments call a light userdata; for all
// others it is a userdata.
const lightName = "light userdata"

// metatable is the metatable of any value, or nil.
func (t *thread) metatable(v lua.LValue) *Table {
	switch x := v.(type) {
	case *Table:
		return x.meta
	case *lua.LUserData:
		m, _ := x.Metatable.(*Table)
		return m
	case Object:
		return x.MetaOf(t.st)
	}
	return t.st.TypeMeta(v.Type())
}

// metamethod is event ev of v's metatable, or LNil.
func (t *thread) metamethod(v lua.LValue, ev int) lua.LValue {
	if mt := t.metatable(v); mt != nil {
		return mt.event(ev)
	}
	return lua.LNil
}

// MetaTable is the metatable of any value, or nil.
func MetaTable(L *lua.LState, v lua.LValue) *Table { return threadOf(L).metatable(v) }

// Meta reads field name of v's metatable, LNil if there is none.
func Meta(L *lua.LState, v lua.LValue, name string) lua.LValue {
	if mt := threadOf(L).metatable(v); mt != nil {
		return mt.RawGetString(name)
	}
	return lua.LNil
}

// TypeName is the name of v's type for error messages: its metatable's __name, or the type.
func TypeName(L *lua.LState, v lua.LValue) string { return threadOf(L).typeName(v) }

func (t *thread) typeName(v lua.LValue) string {
	if k := v.Type(); k == lua.LTTable || k == lua.LTUserData {
		if s, ok := t.metamethod(v, mName).(lua.LString); ok {
			return string(s)
		}
	}
	if n, ok := v.(named); ok && n.TypeName() != lightName {
		return n.TypeName()
	}
	return v.Type().String()
}
