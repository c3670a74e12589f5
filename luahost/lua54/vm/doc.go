// Package vm runs Lua 5.4: numbers, tables, the interpreter, protected calls,
// coroutines, limits. It knows nothing of services or of the libraries.
//
// # What is gopher-lua's, what is ours
//
// The values (lua.LValue and its types), the compiled function
// (lua.FunctionProto) and the API of Go functions (lua.LState's Get, Push,
// GetTop, SetTop, Pop) are gopher-lua's, of the release that dispatch.go names.
// Everything that runs is ours: the main loop, calls and frames, tables,
// arithmetic, errors. A Go function that scripts call must use this package's
// functions for everything but the five methods above: Call for L.Call, Index
// for L.GetTable, CheckStr for L.CheckString and so on, as gopher-lua's own know
// neither our tables nor our numbers: a lua.LNumber is a float here, whatever its
// value; integers are made by Int, and are a *SmallInt mostly.
//
// An LState that lua.NewState made elsewhere in the process keeps gopher-lua's
// behaviour: nothing of it is changed.
//
// # States, tasks, stacks
//
// A State is an isolated world. It holds tables but no stack. A Task (of the
// host) or a Coroutine (of a script) takes a thread (registers and call frames)
// from a Pool that many states share when it starts, and gives it back at its
// end. To run it needs a carrier too, a goroutine of the Pool; switching to it is
// a direct switch (iter.Pull). A task may Park at any depth: in pcall,
// metamethods, iterators, callbacks of sort and gsub, coroutines in coroutines.
//
// A Go function that blocks as its last act returns ParkThen: if only Lua code,
// pcall and xpcall are around it, the task that waits needs no carrier, and any
// goes on with it. What has Go frames around it keeps its carrier, of 8 KB. In the
// same way a Go function calls another one as its last act by CallThen and
// PCallThen, which leave no Go frame. When more than 64 tasks of a State wait so,
// those that began first are frozen: they give their threads back too, and keep
// what was in use of them, a few hundred bytes.
//
// A State may be used by one goroutine at a time; different states are
// independent, though they share the code of functions (Proto) and what they
// were made from (Template): a state copies a table or function of that when it is
// first asked for, and contents that refer to nothing else when it first writes to
// them. Kill and Pool's methods may be called from any goroutine.
//
// # Limits
//
// Each is off at 0. Memory: tables, closures and strings are counted as they
// are allocated; when the count passes the limit a walk over what is reachable
// finds the true size, and the task ends if that is over. CPU: how long a task
// may run without parking, seen by a watchdog every 4 ms. String: bytes of one
// string. The error of a limit (Error.Limit names it) can be caught by pcall
// once in a task; the next time the task is unwound, past every pcall. A
// recursion ends at 200 000 calls or a million registers with "stack overflow",
// calls through Go (metamethods, callbacks, pcall) at a depth of 200 with "C
// stack overflow".
//
// # Errors
//
// Go functions raise with Errorf, Raise, ArgError; what comes out of a Task is
// an *Error. A Go panic in a Go function is an error of the script, with the Go
// stack as its traceback. An Error carries a Lua traceback only if nothing was
// to catch it.
//
// # Differences from Lua 5.4
//
// What 5.3 did otherwise is as in 5.4: bit operators don't convert strings
// unless the metatable of strings is given __band and so on.
//
//   - Yielding works across every Go function, where C Lua raises "attempt to
//     yield across a C-call boundary"; coroutine.isyieldable is true there.
//   - A coroutine that dies of an error closes its to-be-closed variables at
//     once, not when coroutine.close is called.
//   - __gc rests on Go's finalizers: an object that refers to itself, directly
//     or through others, is finalized only when its State closes; order is not
//     the reverse of creation, except at the close; what it refers to is still
//     in weak tables when __gc runs.
//   - __mode is looked at when the metatable is set. A weak key's value is
//     released with it (an ephemeron) if the key is a table; for other keys a
//     value that refers to its key keeps the pair.
//   - A coroutine that nobody holds is collected, unless its own locals refer to
//     it: then it goes with its State.
//   - A temporary value may live until its register is used again.
//   - #t of a table with holes may be another border than C Lua's.
package vm
