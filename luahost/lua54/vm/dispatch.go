package vm

import (
	"context"
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// This is the one file that knows the inside of gopher-lua.
//
// gopher-lua's LState runs its bytecode through a field, mainLoop, that every
// call into Lua goes through. A thread of ours is an LState whose mainLoop is
// our interpreter (loop.go), whose call frames live in our frame stack and
// which is followed in memory by fields of our own. So the module stays
// unforked, its compiler and its API for Go functions (Get, Push, SetTop ...)
// are used as they are, and an LState made by lua.NewState elsewhere in the
// process keeps gopher-lua's own behaviour.
//
// For that the fields of four unexported structs have to be where the mirrors
// below say. init compares them by name, offset, size and kind, and panics with
// one sentence if gopher-lua ever differs.

// gopherLuaVersion is the release whose layout the mirrors copy.
const gopherLuaVersion = "v1.1.2"

type lstate struct {
	G       *lua.Global
	Parent  *lua.LState
	Env     *lua.LTable
	Panic   func(*lua.LState)
	Dead    bool
	Options lua.Options

	stop         int32
	reg          *registry
	stack        frameStack
	alloc        unsafe.Pointer
	currentFrame *callFrame
	wrapped      bool
	uvcache      *upvalue
	hasErrorFunc bool
	mainLoop     func(*lua.LState, *callFrame)
	ctx          context.Context
	ctxCancelFn  context.CancelFunc
}

type callFrame struct {
	Idx        int
	Fn         *lua.LFunction
	Parent     *callFrame
	Pc         int
	Base       int
	LocalBase  int
	ReturnBase int
	NArgs      int
	NRet       int
	TailCall   int
}

type registry struct {
	array   []lua.LValue
	top     int
	growBy  int
	maxSize int
	alloc   unsafe.Pointer    //lint:ignore U1000 a mirror has all fields
	handler [2]unsafe.Pointer // an interface: method table, *LState
}

type upvalue struct {
	next   *upvalue
	reg    *registry
	index  int
	value  lua.LValue
	closed bool
}

// frameStack mirrors the unexported interface callFrameStack. All its methods
// are exported, so that a method table made for ours has the same order.
type frameStack interface {
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

// env stands in for the environment of a function: gopher-lua passes the
// pointer on and never looks where it points to, the opcodes find this there.
type env struct {
	t *Table     // nil if
	v lua.LValue // _ENV is something else
}

func newEnv(v lua.LValue) *lua.LTable {
	t, _ := v.(*Table)
	return (&env{t: t, v: v}).table()
}

// table is e as functions have it. There is no LTable there: it would be larger.
//
//go:nocheckptr
func (e *env) table() *lua.LTable { return (*lua.LTable)(unsafe.Pointer(e)) }

func envOf(f *lua.LFunction) *env { return (*env)(unsafe.Pointer(f.Env)) }

// thread is an LState and what we need to know about it.
type thread struct {
	lstate
	threadState
}

// lua is t as gopher-lua knows it.
func (t *thread) lua() *lua.LState { return (*lua.LState)(unsafe.Pointer(t)) }

// threadOf is the thread that L is. L must be one of ours.
func threadOf(L *lua.LState) *thread { return (*thread)(unsafe.Pointer(L)) }

func upvalueOf(u *lua.Upvalue) *upvalue { return (*upvalue)(unsafe.Pointer(u)) }
func (u *upvalue) lua() *lua.Upvalue    { return (*lua.Upvalue)(unsafe.Pointer(u)) }

// overflowHandler is the method table of the interface in registry.handler.
var overflowHandler unsafe.Pointer

// noGlobal is the Global of all threads: gopher-lua's core asks it only whether
// a main thread exists.
var noGlobal = &lua.Global{Registry: &lua.LTable{}, Global: &lua.LTable{}}

// newThread makes an LState without the tables, maps and 16 KB of stack that
// lua.NewState would allocate.
func newThread() *thread {
	t := &thread{}
	t.G = noGlobal
	t.Env = noGlobal.Global
	t.Panic = panicked
	t.hasErrorFunc = true // closing upvalues on errors is pcall's business
	t.mainLoop = mainLoop
	t.stack = &t.frames
	t.reg = &registry{growBy: registryGrow, maxSize: registryMax, handler: [2]unsafe.Pointer{overflowHandler, unsafe.Pointer(t)}}
	t.reg.array = make([]lua.LValue, registrySize)
	return t
}

func init() {
	if s := layoutDiffers(); s != "" {
		panic("lua54/vm: this gopher-lua is not " + gopherLuaVersion + ": " + s + " differs; pin the module to " + gopherLuaVersion)
	}
	lua.CompatVarArg = false
	first := lua.NewState(lua.Options{SkipOpenLibs: true, RegistrySize: 128, CallStackSize: 8, MinimizeStackMemory: true})
	noGlobal.MainThread, noGlobal.CurrentThread = first, first
	overflowHandler = (*lstate)(unsafe.Pointer(first)).reg.handler[0]
}

// layoutDiffers names the first field that is not where the mirrors have it.
func layoutDiffers() string {
	state := reflect.TypeFor[lua.LState]()
	field := func(name string) reflect.Type {
		if f, ok := state.FieldByName(name); ok {
			return f.Type
		}
		return reflect.TypeFor[int]()
	}
	elem := func(t reflect.Type) reflect.Type {
		if t.Kind() == reflect.Pointer {
			return t.Elem()
		}
		return t
	}
	for _, m := range []struct{ theirs, ours reflect.Type }{
		{state, reflect.TypeFor[lstate]()},
		{elem(field("currentFrame")), reflect.TypeFor[callFrame]()},
		{elem(field("reg")), reflect.TypeFor[registry]()},
		{reflect.TypeFor[lua.Upvalue](), reflect.TypeFor[upvalue]()},
	} {
		if m.theirs.Kind() != reflect.Struct || m.theirs.NumField() != m.ours.NumField() || m.theirs.Size() != m.ours.Size() {
			return m.ours.Name()
		}
		for i := range m.ours.NumField() {
			o, t := m.ours.Field(i), m.theirs.Field(i)
			same := o.Type.Kind() == t.Type.Kind() ||
				o.Type.Kind() == reflect.UnsafePointer && t.Type.Kind() == reflect.Pointer ||
				o.Type.Kind() == reflect.Array && t.Type.Kind() == reflect.Interface
			if o.Name != t.Name || o.Offset != t.Offset || o.Type.Size() != t.Type.Size() || !same {
				return m.ours.Name() + "." + o.Name
			}
		}
	}
	stack, ours := field("stack"), reflect.TypeFor[frameStack]()
	if stack.Kind() != reflect.Interface || stack.NumMethod() != ours.NumMethod() {
		return "callFrameStack"
	}
	for i := range ours.NumMethod() {
		if ours.Method(i).Name != stack.Method(i).Name {
			return "callFrameStack." + ours.Method(i).Name
		}
	}
	if lua.OP_NOP != 41 || lua.FieldsPerFlush != 50 {
		return "the set of opcodes"
	}
	return ""
}
