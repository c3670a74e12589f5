package lua54

import (
	"sync"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/luaws/luaws/luahost/lua54/stdlib"
	"github.com/luaws/luaws/luahost/lua54/syntax"
	"github.com/luaws/luaws/luahost/lua54/vm"
)

// The types of the language, from the packages that hold them.
type (
	// State is an isolated Lua world; see vm.State.
	State = vm.State
	// Pool lends stacks to the tasks and coroutines of any number of states.
	Pool = vm.Pool
	// Task is a flow of control that the host runs.
	Task = vm.Task
	// Table is the Lua table.
	Table = vm.Table
	// Coroutine is the Lua thread.
	Coroutine = vm.Coroutine
	// Error is an error of a Lua program.
	Error = vm.Error
	// SyntaxError is an error of a chunk that doesn't compile.
	SyntaxError = syntax.SyntaxError
	// SmallInt is the usual form of a Lua integer; see Num for all.
	SmallInt = vm.SmallInt
	// Light is a light userdata, a pointer-sized value that all states may share.
	Light = vm.Light
	// Object is a value of the host's own whose metatable is the state's.
	Object = vm.Object
	// Source is where a lazy table has pairs from.
	Source = vm.Source
	// Shared is a module's table that states have copies of.
	Shared = vm.Shared
	// Fn is one function of a library.
	Fn = vm.Fn
	// Proto is a compiled chunk. It may be run in any number of states.
	Proto = lua.FunctionProto
	// LibOptions is what the standard library needs from its host.
	LibOptions = stdlib.Options
)

// Options are the parameters of a State. The zero value is that of a
// stand-alone interpreter without limits.
type Options struct {
	Pool      *Pool      // nil: one that all such states share
	Libraries *Libraries // nil: the standard ones, as Lib says

	MemoryLimit int64         // bytes that are alive; 0: no limit
	CPULimit    time.Duration // how long a task may run without blocking
	StringLimit int           // bytes of one string

	Lib *LibOptions // nil: the system's
}

var defaultLib LibOptions

var defaultPool = sync.OnceValue(func() *Pool { return vm.NewPool(64) })

// templates are the frozen libraries, without and with Compat51.
var templates = [2]func() *vm.Template{
	sync.OnceValue(func() *vm.Template { return newTemplate(false) }),
	sync.OnceValue(func() *vm.Template { return newTemplate(true) }),
}

func newTemplate(compat51 bool) *vm.Template {
	st := vm.NewState(defaultPool(), nil, vm.Options{})
	stdlib.Open(st, stdlib.Options{Compat51: compat51})
	return libraryTemplate(st)
}

func libraryTemplate(st *State, keep ...lua.LValue) *vm.Template {
	tpl, err := vm.NewTemplate(st, keep...)
	if err != nil {
		panic(err) // no script has run in it
	}
	return tpl
}

// Libraries are what states start with: the standard library and what a host
// adds to it, and perhaps what a script has made of that (Image). The tables share
// their contents with those of all other states until a state writes to its own.
type Libraries struct{ tpl *vm.Template }

// Image makes Libraries of what is in a state, and of values that it has, which
// Kept gives to the states that start with them. There is an error if st has what
// can't be copied; see vm.NewTemplate.
func Image(st *State, keep []lua.LValue) (*Libraries, error) {
	tpl, err := vm.NewTemplate(st, keep...)
	if err != nil {
		return nil, err
	}
	return &Libraries{tpl}, nil
}

// HasKept tells whether Kept(st, i), a table, has been asked for, or a script has
// come across it.
func HasKept(st *State, i int) bool { return st.HasValue(i) }

// Kept is value i of those that the Libraries of a state were made with.
func Kept(st *State, i int) lua.LValue { return st.Value(i) }

// NewLibraries makes Libraries; extend may add to the globals of st, which are
// frozen then, and tells which values Kept is to know.
func NewLibraries(o LibOptions, extend func(st *State) (keep []lua.LValue)) *Libraries {
	st := vm.NewState(defaultPool(), nil, vm.Options{})
	stdlib.Open(st, o)
	return &Libraries{libraryTemplate(st, extend(st)...)}
}

// NewState makes a State.
func NewState(o Options) *State {
	if o.Pool == nil {
		o.Pool = defaultPool()
	}
	if o.Lib == nil {
		o.Lib = &defaultLib
	}
	var tpl *vm.Template
	switch {
	case o.Libraries != nil:
		tpl = o.Libraries.tpl
	case o.Lib.Compat51:
		tpl = templates[1]()
	default:
		tpl = templates[0]()
	}
	st := vm.NewState(o.Pool, tpl, vm.Options{MemoryLimit: o.MemoryLimit, CPULimit: o.CPULimit, StringLimit: o.StringLimit})
	stdlib.Attach(st, o.Lib)
	st.Traceback = traceback
	st.Closing = stdlib.Close
	return st
}

func traceback(L *lua.LState, level int) string { return stdlib.Traceback(L, "", level) }

// NewPool makes a Pool that keeps up to maxIdle stacks.
func NewPool(maxIdle int) *Pool { return vm.NewPool(maxIdle) }

// FileText is what of a file is to be compiled: not a byte order mark, nor a
// first line that begins with #.
func FileText(src string) string { return syntax.FileText(src) }

// Compile compiles a chunk. chunkname is "@file", "=name" or the text itself;
// the error is a *SyntaxError.
func Compile(src, chunkname string) (*Proto, error) { return vm.Compile(src, chunkname) }
