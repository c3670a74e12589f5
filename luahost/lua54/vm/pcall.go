package vm

import (
	"fmt"
	"reflect"
	"sync/atomic"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

//go:linkname closeUpvalues github.com/yuin/gopher-lua.(*LState).closeUpvalues
func closeUpvalues(L *lua.LState, idx int)

// mirror of the unexported callFrameStack interface (all method names exported, so the itab order is the same)
type cfStack interface {
	Push(v callFrame)
	Pop() *callFrame
	Last() *callFrame
	SetSp(sp int)
	Sp() int
	At(sp int) *callFrame
	IsFull() bool
	IsEmpty() bool
	FreeAll()
}

var offStack, offHasErr uintptr

func init() {
	lt := reflect.TypeOf(lua.LState{})
	f, ok := lt.FieldByName("stack")
	must(ok && f.Type.Kind() == reflect.Interface && f.Type.NumMethod() == 9, "LState.stack")
	mine := reflect.TypeOf((*cfStack)(nil)).Elem()
	for i := 0; i < 9; i++ {
		must(mine.Method(i).Name == f.Type.Method(i).Name, "callFrameStack."+mine.Method(i).Name)
	}
	offStack = f.Offset
	f, ok = lt.FieldByName("hasErrorFunc")
	must(ok && f.Type.Kind() == reflect.Bool, "LState.hasErrorFunc")
	offHasErr = f.Offset
}
func stackOf(L *lua.LState) cfStack { return *(*cfStack)(unsafe.Add(unsafe.Pointer(L), offStack)) }
func hasErr(L *lua.LState) *bool    { return (*bool)(unsafe.Add(unsafe.Pointer(L), offHasErr)) }
func setCf(L *lua.LState, f *callFrame) {
	*(**callFrame)(unsafe.Add(unsafe.Pointer(L), offFrame)) = f
}

func panicPlain(L *lua.LState) {
	panic(&lua.ApiError{Type: lua.ApiErrorRun, Object: L.Get(-1), StackTrace: " "})
}

// PCall is a correct protected call: upvalues of live frames stay open, those of
// unwound frames are closed, no O(depth) traceback is built, handler runs at the raise point.
// Results (if ok) are left on the stack above base.
func (st *State) PCall(L *lua.LState, nargs int, h lua.LValue) (errv lua.LValue, ok bool) {
	stk := stackOf(L)
	sp := stk.Sp()
	rg := regOf(L)
	base := rg.top - nargs - 1
	oldP, oldH := L.Panic, *hasErr(L)
	*hasErr(L) = true
	if h == nil {
		L.Panic = panicPlain
	} else {
		L.Panic = func(L *lua.LState) { st.raise(L, L.Get(-1), h) }
	}
	oldHd := st.handler
	st.handler = h
	defer func() {
		if ok {
			return
		}
		r := recover()
		L.Panic, *hasErr(L) = oldP, oldH
		st.handler = oldHd
		switch e := r.(type) {
		case *KillError:
			panic(r)
		case *lua.ApiError:
			errv = e.Object
		default:
			s := fmt.Sprint(r)
			if s == "lua callstack overflow" || s == "registry overflow" {
				s = "stack overflow"
			}
			errv = lua.LString(s)
		}
		if st.cur.killed || atomic.LoadInt32(IntrFlag(L)) != 0 {
			panic(&KillError{})
		}
		closeUpvalues(L, base)
		stk.SetSp(sp)
		setCf(L, stk.Last())
		lb := 0
		if f := cfOf(L); f != nil {
			lb = f.LocalBase
		}
		L.SetTop(base - lb)
	}()
	call(L, nargs, lua.MultRet)
	ok = true
	L.Panic, *hasErr(L) = oldP, oldH
	st.handler = oldHd
	return
}

// raise calls the message handler (if any) with the stack intact, then unwinds.
func (st *State) raise(L *lua.LState, v lua.LValue, h lua.LValue) {
	if h != nil {
		for n := 0; n < 10; n++ { // errors inside the handler call the handler again
			st2 := st
			e, ok := func() (lua.LValue, bool) {
				L.Push(h)
				L.Push(v)
				return st2.PCall(L, 1, nil)
			}()
			if ok {
				v = L.Get(-1)
				break
			}
			v = e
		}
	}
	panic(&lua.ApiError{Type: lua.ApiErrorRun, Object: v, StackTrace: " "})
}
