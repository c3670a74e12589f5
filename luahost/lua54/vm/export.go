package vm

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// NewFunction makes a library function. It must find its state through its argument.
func NewFunction(f lua.LGFunction) *lua.LFunction { return &lua.LFunction{IsG: true, GFunction: f} }

// StateOf is the state that L runs.
func StateOf(L *lua.LState) *State { return stateOf(L) }

// Globals is the table of globals.
func (st *State) Globals() *Table { return st.G }

// Call is L.Call for any callable value.
func Call(L *lua.LState, nargs, nret int) { call(L, nargs, nret) }

// Index is o[k], SetIndex o[k] = v, Length #v; all with metamethods.
func Index(L *lua.LState, o, k lua.LValue) lua.LValue { return index(L, o, Key(k)) }
func SetIndex(L *lua.LState, o, k, v lua.LValue)      { setIndex(L, o, Key(k), v) }
func Length(L *lua.LState, v lua.LValue) int64        { return length(L, v) }

// Meta reads field ev of v's metatable, LNil if there is none.
func Meta(L *lua.LState, v lua.LValue, ev string) lua.LValue { return meta(L, v, ev) }

// MetaTable is the metatable of any value, or nil.
func MetaTable(L *lua.LState, v lua.LValue) *Table { return metaTable(L, v) }

// SetTypeMeta sets the metatable that all values of v's type share.
func (st *State) SetTypeMeta(t lua.LValueType, mt *Table) { st.types[t] = mt }

// TypeName is the name for error texts: __name or the type.
func TypeName(L *lua.LState, v lua.LValue) string { return typeName(L, v) }

// Metatable and SetMetatable are the raw ones.
func (t *Table) Metatable() *Table     { return t.meta }
func (t *Table) SetMetatable(m *Table) { t.meta = m }

// RawSet writes without metamethods; a nil or NaN key panics.
func (t *Table) RawSet(k, v lua.LValue) { t.set(Key(k), v) }

// Append writes t[#t+1].
func (t *Table) Append(v lua.LValue) { t.setInt(len(t.arr)+1, nil, v) }

// Arr is the array part: keys 1..len. It may be read and its elements may be
// overwritten by non-nil values until the table is next written to in any other way.
func (t *Table) Arr() []lua.LValue {
	if t.aux != nil && t.aux.frozen {
		t.thaw()
	}
	return t.arr
}

// ArgError and TypeError end in "bad argument #n to 'f' (...)".
func ArgError(L *lua.LState, n int, msg string)   { argErr(L, n, msg) }
func TypeError(L *lua.LState, n int, want string) { typeErr(L, n, want) }

// Errorf raises an error with the position of the Lua code that called (luaL_error).
func Errorf(L *lua.LState, format string, args ...any) { L.RaiseError(format, args...) }

// Raise raises any value as it is.
func Raise(L *lua.LState, v lua.LValue) { st := stateOf(L); st.raise(L, v, st.handler) }

// Where is "file:line:" of level lv (0: the running function), or "".
func Where(L *lua.LState, lv int) string { return whereLua(L, lv) }

func CheckInt(L *lua.LState, n int) int64                 { return ckInt(L, n) }
func OptInt(L *lua.LState, n int, d int64) int64          { return optInt(L, n, d) }
func CheckNum(L *lua.LState, n int) (int64, float64, int) { return ckNum(L, n) }
func CheckFlt(L *lua.LState, n int) float64               { return ckFlt(L, n) }
func CheckStr(L *lua.LState, n int) string                { return ckStr(L, n) }
func OptStr(L *lua.LState, n int, d string) string        { return optStr(L, n, d) }
func CheckTable(L *lua.LState, n int) *Table              { return ckTab(L, n) }
func CheckAny(L *lua.LState, n int) lua.LValue {
	if n > L.GetTop() {
		argErr(L, n, "value expected")
	}
	return L.Get(n)
}

// Args are the arguments from `from` on; Push pushes values and returns their number.
func Args(L *lua.LState, from int) []lua.LValue { return args(L, from) }
func Push(L *lua.LState, vs ...lua.LValue) int  { return push(L, vs) }

// Poll ends the task if it was killed or is over its time. Every loop of library code calls it.
func Poll(L *lua.LState) {
	if *IntrFlag(L) != 0 {
		interrupted(L)
	}
}

// CheckSize raises the error of the string limit if a string of n bytes may not be made; Charge counts n bytes.
func CheckSize(L *lua.LState, n int) {}
func Charge(L *lua.LState, n int)    {}

// Fn is one library function.
type Fn struct {
	Name string
	Go   lua.LGFunction
}

// RegisterLib makes the table of a library: st.G[name] = table (name "": into G itself).
func (st *State) RegisterLib(name string, fns ...Fn) *Table {
	t := st.G
	if name != "" {
		t = NewTable(0, len(fns))
		st.G.RawSetString(name, t)
	}
	for _, f := range fns {
		t.RawSetString(f.Name, NewFunction(f.Go))
	}
	return t
}

// CallerEnv is the _ENV (globals) of the Lua function that called the running Go function, at level lv.
func CallerEnv(L *lua.LState) *Table { return envOf(cfOf(L).Parent.Fn) }

// Load makes a function of a compiled chunk; env nil: the state's globals.
func (st *State) Load(L *lua.LState, p *lua.FunctionProto, env *Table) *lua.LFunction {
	f := L.NewFunctionFromProto(p)
	f.Env = L.G.Global
	if env != nil {
		f.Env = anchor(env)
	}
	return f
}

var _ unsafe.Pointer
