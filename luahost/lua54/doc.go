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
// An idle State takes some 4 KB and no goroutine, and is made in 3 us: the
// tables of the standard library are shared by all states until one of them
// writes to its own. See package vm for concurrency, limits, errors and the
// differences from C Lua, package stdlib for those of the libraries.
package lua54
