// Package lua54 is the Lua 5.4 that scripts of luaws are written in: the front
// end (syntax), the virtual machine (vm) and the standard library (stdlib) in
// one place, for programs that embed it. It knows nothing of services.
//
//	st := lua54.NewState(lua54.Options{})
//	defer st.Close()
//	p, err := lua54.Compile(src, "@file.lua")   // once; run it in any state
//	vals, err := st.Call(st.Load(p, nil))       // a task that must not block
//
// A host whose scripts block runs tasks:
//
//	t := st.NewTask(fn, args...)
//	done, err := t.Resume()     // until it ends or a Go function calls Park
//	done, err = t.Resume(vals)  // Park returns vals
//
// An idle State takes half a KB and no goroutine, and is made in 2 us: it makes
// its copies of what all states begin with (Libraries) when they are first asked
// for, and the contents of library tables are shared until a state writes to its
// own. Image makes Libraries of what a script has left in a state.
//
// # What runs
//
// Source goes through a compiler of our own (syntax), which emits functions in
// the format of gopher-lua, whose values and API for Go functions are used as
// they are. gopher-lua's LState runs its bytecode through one unexported field,
// mainLoop: a thread of ours is an LState in which it is our interpreter
// (vm/loop.go), so that a call from anywhere reaches our instructions, tables,
// numbers and frames. There is no fork of the module, no go:linkname and no
// patched table of instructions; an LState made by lua.NewState in the same
// process stays gopher-lua's. vm/dispatch.go is the one file that knows the
// layout of gopher-lua's structs: it compares it at init and refuses, in one
// sentence, to run on another one.
//
// See package vm for concurrency, limits, errors and the
// differences from C Lua, package stdlib for those of the libraries.
package lua54
