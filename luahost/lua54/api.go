package lua54

import (
	"syscall"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/stdlib"
	"github.com/luaws/luaws/luahost/lua54/vm"
)

// What Go functions that scripts call need. L is the argument they get; its own
// methods Get, Push, GetTop, SetTop and Pop are fine, all others that touch
// tables, numbers or calls are gopher-lua's and know nothing of ours.

// StateOf is the State that L runs.
func StateOf(L *lua.LState) *State { return vm.StateOf(L) }

// NewTable makes a table with room for narr positional and nhash other keys.
func NewTable(narr, nhash int) *Table { return vm.NewTable(narr, nhash) }

// NewPairs makes a table of keys and values in turn; the last of equal keys counts.
func NewPairs(pairs []lua.LValue) *Table { return vm.NewPairs(pairs) }

// NewList makes a table of vs, the last of which must not be nil.
func NewList(vs []lua.LValue) *Table { return vm.NewList(vs) }

// NewLazy makes a table that takes its pairs from s when they are asked for.
func NewLazy(s Source) *Table { return vm.NewLazy(s) }

// Share freezes a table, which must hold no other table and have no metatable.
func Share(t *Table) *Shared { return vm.Share(t) }

// NewFunction makes a library function, which all states may share.
func NewFunction(f lua.LGFunction) *lua.LFunction { return vm.NewFunction(f) }

// NewClosure makes a function of a compiled chunk; env (its _ENV) nil: the globals.
func NewClosure(L *lua.LState, p *Proto, env lua.LValue) *lua.LFunction {
	return vm.NewClosure(L, p, env)
}

// Int and Flt are a Lua integer and a Lua float.
func Int(i int64) lua.LValue   { return vm.Int(i) }
func Flt(f float64) lua.LValue { return vm.Flt(f) }

// FltIn is Flt for code that makes many at a time: faster.
func FltIn(L *lua.LState, f float64) lua.LValue { return vm.FltIn(L, f) }

// ToInt converts to an integer if v has an exact one, ToFlt to a float, both
// also from strings; Str gives the text of a string or number.
func ToInt(v lua.LValue) (int64, bool) { return vm.ToInt(v) }
func ToFlt(v lua.LValue) (float64, bool) {
	_, f, kind := vm.ToNum(v)
	return f, kind != vm.NotNumber
}
func Str(v lua.LValue) (string, bool) { return vm.Str(v) }

// The kinds that Num tells.
const (
	NotNumber = vm.NotNumber
	Integer   = vm.Integer
	Float     = vm.Float
)

// Num takes a number apart: kind is one of these.
func Num(v lua.LValue) (i int64, f float64, kind int) { return vm.Num(v) }

// AppendG appends a float as C's printf does with %.<prec>g.
func AppendG(dst []byte, f float64, prec int) []byte { return vm.AppendG(dst, f, prec) }

// Constant is a string as scripts have it in their code: a key made with it is
// found without comparing texts.
func Constant(s string) lua.LValue { return vm.Const(s) }

// NewString is the string of bytes that stay the caller's, CopyString that of a
// text in memory of its own, KeyString is for the keys of decoded messages, which
// repeat. They take less memory and time than an lua.LString made of a string.
func NewString(b []byte) lua.LValue  { return vm.NewString(b) }
func CopyString(s string) lua.LValue { return vm.CopyString(s) }
func KeyString(s string) lua.LValue  { return vm.KeyString(s) }

// Parts makes strings that share the memory of another one.
type Parts = vm.Parts

// MakeString makes a string of n bytes, which it shows to who is to write them
// before the string is used.
func MakeString(n int) (lua.LValue, []byte) { return vm.MakeString(n) }

// AppendStr appends the text of a string or number; false: v is neither.
func AppendStr(dst []byte, v lua.LValue) ([]byte, bool) { return vm.AppendStr(dst, v) }

// RawEq is rawequal.
func RawEq(a, b lua.LValue) bool { return vm.RawEq(a, b) }

// Index is o[k], SetIndex o[k] = v, Length #v, ToString tostring(v), all with metamethods.
func Index(L *lua.LState, o, k lua.LValue) lua.LValue { return vm.Index(L, o, k) }
func SetIndex(L *lua.LState, o, k, v lua.LValue)      { vm.SetIndex(L, o, k, v) }
func Length(L *lua.LState, v lua.LValue) int64        { return vm.Length(L, v) }
func ToString(L *lua.LState, v lua.LValue) string     { return vm.ToString(L, v) }

// Meta reads a field of v's metatable; SetMetatable is setmetatable without its checks.
func Meta(L *lua.LState, v lua.LValue, name string) lua.LValue { return vm.Meta(L, v, name) }
func SetMetatable(L *lua.LState, t, mt *Table)                 { vm.SetMetatable(L, t, mt) }

// Call calls any callable value: it and nargs arguments are on the stack.
// PCall is the same, protected; handler may be nil.
func Call(L *lua.LState, nargs, nret int) { vm.Call(L, nargs, nret) }
func PCall(L *lua.LState, nargs, nret int, handler lua.LValue) (err lua.LValue, ok bool) {
	return vm.PCall(L, nargs, nret, handler)
}

// CallArgs calls f with the arguments of the running function from number from
// on, and returns how many results are on the stack.
func CallArgs(L *lua.LState, f lua.LValue, from, nret int) int {
	return vm.CallArgs(L, f, from, nret)
}

// WithTraceback is a handler for PCall: debug.traceback.
var WithTraceback = vm.NewFunction(stdlib.AddTraceback)

// Park hands the running task's control back to the host until it resumes it.
func Park(L *lua.LState, vals ...lua.LValue) []lua.LValue { return vm.Park(L, vals...) }

// Continuation is the rest of a Go function that parks as its last act, Outcome
// that of one that has a function called, protected.
type (
	Continuation = vm.Continuation
	Outcome      = vm.Outcome
)

// ParkThen, CallThen and PCallThen are a Go function's last act ("return ..."):
// to park and have k go on; to call its first argument with the others, whose
// results are its own; to do what PCall does and have k go on. A task that waits
// in them needs no goroutine if what is around is Lua code, pcall and the like.
func ParkThen(L *lua.LState, k Continuation) int { return vm.ParkThen(L, k) }
func CallThen(L *lua.LState) int                 { return vm.CallThen(L) }
func PCallThen(L *lua.LState, nargs, nret int, handler lua.LValue, k Outcome) int {
	return vm.PCallThen(L, nargs, nret, handler, k)
}

// Running is the running coroutine, and whether it is the task itself.
func Running(L *lua.LState) (c *Coroutine, main bool) { return vm.Running(L) }

// Poll ends the task if it was killed or is over its time: for every loop.
func Poll(L *lua.LState) { vm.Poll(L) }

// CheckSize raises an error if no string of n bytes may be made, Charge counts
// n bytes of other memory, Reserve asks whether there is room for n bytes that
// are being made, MemUsed is what the state uses.
func CheckSize(L *lua.LState, n int)       { vm.CheckSize(L, n) }
func Charge(L *lua.LState, n int)          { vm.Charge(L, n) }
func Reserve(L *lua.LState, n int)         { vm.Reserve(L, n) }
func MemUsed(L *lua.LState) int64          { return vm.MemUsed(L) }
func CheckStack(L *lua.LState, n int) bool { return vm.CheckStack(L, n) }

// Collect runs the garbage collector, at most once in interval, and due __gc methods.
func Collect(L *lua.LState, interval time.Duration) bool { return vm.Collect(L, interval) }

// Errorf raises a message with the caller's position, Raise any value as it is.
func Errorf(L *lua.LState, format string, args ...any) { vm.Errorf(L, format, args...) }
func Raise(L *lua.LState, v lua.LValue)                { vm.Raise(L, v) }

// Where is the position of the function at a level, as "file:line: ", or "".
func Where(L *lua.LState, level int) string { return vm.Where(L, level) }

// DefinedAt is where a Lua function is defined as "file:line: ", or "".
func DefinedAt(f lua.LValue) string { return vm.DefinedAt(f) }

// Traceback is the stack of L in Lua's form.
func Traceback(L *lua.LState, msg string, level int) string {
	return stdlib.Traceback(L, msg, level)
}

// TracebackOf is the stack of a coroutine.
func TracebackOf(L *lua.LState, co lua.LValue) string { return stdlib.TracebackOf(L, co) }

// Arguments of the running function; a wrong one raises "bad argument #n to 'f' (...)".
func Args(L *lua.LState, from int) []lua.LValue    { return vm.Args(L, from) }
func Push(L *lua.LState, vs ...lua.LValue) int     { return vm.Push(L, vs...) }
func ArgError(L *lua.LState, n int, msg string)    { vm.ArgError(L, n, msg) }
func TypeError(L *lua.LState, n int, want string)  { vm.TypeError(L, n, want) }
func TypeName(L *lua.LState, v lua.LValue) string  { return vm.TypeName(L, v) }
func CheckAny(L *lua.LState, n int) lua.LValue     { return vm.CheckAny(L, n) }
func CheckInt(L *lua.LState, n int) int64          { return vm.CheckInt(L, n) }
func OptInt(L *lua.LState, n int, d int64) int64   { return vm.OptInt(L, n, d) }
func CheckFlt(L *lua.LState, n int) float64        { return vm.CheckFlt(L, n) }
func CheckStr(L *lua.LState, n int) string         { return vm.CheckStr(L, n) }
func OptStr(L *lua.LState, n int, d string) string { return vm.OptStr(L, n, d) }
func CheckTable(L *lua.LState, n int) *Table       { return vm.CheckTable(L, n) }

// SystemFile is argument 1, an open file of io.open's, as the system has it, or
// nil; caller is for the error of a closed one.
func SystemFile(L *lua.LState, caller string) syscall.Conn { return stdlib.SystemFile(L, caller) }

// ErrText is the text of an error of the system, as C's strerror gives it, and its number.
func ErrText(err error) (string, int) { return stdlib.ErrText(err) }

// WatchCalls has f called with each function of Go that the running task calls
// from now on, when it is about to run, until f returns false. Only one who has
// no other hook may ask for this: a main chunk that has not begun.
func WatchCalls(L *lua.LState, f func(L *lua.LState, fn *lua.LFunction) bool) {
	vm.SetHook(L, nil, &vm.Hook{Call: true, Fn: func(L *lua.LState, _ string, _ int) {
		frame, ok := vm.Level(L, 0)
		if fn := frame.Func(); ok && fn.IsG && !f(L, fn) {
			vm.SetHook(L, nil, nil)
		}
	}})
}

// EndWatch ends WatchCalls.
func EndWatch(L *lua.LState) { vm.SetHook(L, nil, nil) }

// PureCall tells whether the call of a function of Go, seen by WatchCalls, touches
// nothing but its arguments, and does the same with equal ones in every state.
func PureCall(L *lua.LState, fn *lua.LFunction) bool { return stdlib.PureCall(L, fn) }
