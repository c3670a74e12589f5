package vm

import (
	"time"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// Options are the limits of a State, each off at 0.
type Options struct {
	MemoryLimit int64         // bytes of tables, closures and strings that are alive
	CPULimit    time.Duration // how long a task may run without blocking
	StringLimit int           // bytes of one string
}

// State is an isolated Lua world: globals, metatables of types, limits. It
// holds no stack: its tasks and coroutines borrow one from the Pool.
//
// At most one task of a State runs at a time; States are independent.
type State struct {
	// Lib is for the standard library: what it keeps by state.
	Lib any
	// Host is for the program that embeds the State.
	Host any
	// Traceback, if not nil, gives the stack for errors that nothing catches.
	Traceback func(L *lua.LState, level int) string
	// Closing, if not nil, is called when the State is closed, after its last Lua code ran.
	Closing func(*State)
	// Warn gets the messages of warn and of errors in __gc.
	Warn func(st *State, msg string)

	pool    *Pool
	tpl     *Template        // what it was made from, or nil
	made    []unsafe.Pointer // by Template.memos: what the State has of it
	globals *Table
	env     *lua.LTable // what functions of the state have as Env
	ownEnv  env         // that, until a script has set another one
	strings *Table      // the metatable of strings
	later   bool        // strings is still to be made
	types   *[9]*Table  // those of numbers, functions ...; mostly nil
	sig     *signals
	fibers  fiberList // started and not ended
	warm    warmList

	finals    *finals // nil: none
	closed    bool
	memory    memory
	clock     clock
	maxString int
}

// NewState makes a State that starts with the template's globals; nil: none.
func NewState(pool *Pool, tpl *Template, o Options) *State {
	st := &State{pool: pool, sig: &signals{}, maxString: o.StringLimit}
	st.memory.init(o.MemoryLimit)
	st.clock.init(o.CPULimit)
	if tpl != nil {
		tpl.instantiate(st)
	} else {
		st.setGlobals(NewTable(0, 0))
	}
	return st
}

func (st *State) setGlobals(t *Table) {
	st.globals = t
	st.ownEnv = env{t, t}
	st.env = st.ownEnv.table()
}

// StateOf is the State that L runs.
func StateOf(L *lua.LState) *State { return threadOf(L).st }

// Globals is the table of globals.
func (st *State) Globals() *Table { return st.globals }

// TypeMeta is the metatable that all values of a type share, or nil.
func (st *State) TypeMeta(t lua.LValueType) *Table {
	switch {
	case t != lua.LTString:
		if st.types == nil {
			return nil
		}
		return st.types[t]
	case st.later:
		st.SetTypeMeta(t, st.tpl.value(st, st.tpl.types[t]).(*Table))
	}
	return st.strings
}

// SetTypeMeta sets it.
func (st *State) SetTypeMeta(t lua.LValueType, mt *Table) {
	if t == lua.LTString {
		st.strings, st.later = mt, false
		return
	}
	if st.types == nil {
		st.types = new([9]*Table)
	}
	st.types[t] = mt
}

// Close ends all coroutines and tasks of the State without running more of
// their code, and calls the __gc metamethods that are left.
func (st *State) Close() {
	if st.closed {
		return
	}
	for f := st.fibers.idle(); f != nil; f = st.fibers.idle() {
		f.drop()
	}
	st.closeFinals()
	st.closed = true
	if st.Closing != nil {
		st.Closing(st)
	}
	st.globals, st.strings, st.later, st.types, st.Lib, st.Host = nil, nil, false, nil, nil, nil
}

// Fn is one function of a library.
type Fn struct {
	Name string
	Go   lua.LGFunction
}

// NewFunction makes a library function. It is shared by states on different
// threads, so it must find its state through its argument.
func NewFunction(f lua.LGFunction) *lua.LFunction { return &lua.LFunction{IsG: true, GFunction: f} }

// RegisterLib makes the table of a library, a global of that name; with the
// name "" the functions become globals themselves.
func (st *State) RegisterLib(name string, fns ...Fn) *Table {
	t := st.globals
	if name != "" {
		t = NewTable(0, len(fns))
		st.globals.RawSet(Const(name), t)
	}
	for _, f := range fns {
		t.RawSet(Const(f.Name), NewFunction(f.Go))
	}
	return t
}

// Load makes a function of a compiled chunk; env (its _ENV) nil: the state's globals.
func (st *State) Load(p *lua.FunctionProto, env lua.LValue) *lua.LFunction {
	f := &lua.LFunction{Env: st.env, Proto: p}
	if env != nil && env != lua.LValue(st.globals) {
		f.Env = newEnv(env)
	}
	for range p.NumUpvalues {
		f.Upvalues = append(f.Upvalues, (&upvalue{closed: true, value: lua.LNil}).lua())
	}
	return f
}

// NewClosure is Load for the state of L.
func NewClosure(L *lua.LState, p *lua.FunctionProto, env lua.LValue) *lua.LFunction {
	return StateOf(L).Load(p, env)
}

func (st *State) traceback(t *thread) string {
	if st.Traceback == nil {
		return ""
	}
	return st.Traceback(t.lua(), 0)
}

// Env is the _ENV of a Lua function, nil for a Go function.
func Env(f *lua.LFunction) lua.LValue {
	if f.IsG || f.Env == nil {
		return nil
	}
	return envOf(f).v
}

// SetEnv gives a function (and the functions it makes from now on) another _ENV.
func SetEnv(f *lua.LFunction, v lua.LValue) { f.Env = newEnv(v) }
