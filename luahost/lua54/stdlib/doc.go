// Package stdlib is Lua 5.4's standard library: base, string, table, math,
// utf8, os, io, coroutine and debug, for states of package vm. The package
// library (require) is the host's.
//
// # Use
//
// Open fills the globals of a state. The function objects are made once for the
// process and shared: they keep nothing, and find what belongs to a state (the
// random generator, default files, options) through their LState argument. So a
// state that was filled by Open can serve as the template of others (see
// vm.NewTemplate); each of those needs Attach, and all need Close.
//
// Nothing here is safe for two goroutines on one state; any number of states
// may run at once.
//
// # Where to look
//
//	pattern.go patclass.go   a pattern is compiled to items ...
//	match.go patcache.go     ... run by a backtracking matcher, and kept
//	find.go gsub.go          find match gmatch; gsub
//	format.go fmtspec.go fmtnum.go quote.go   string.format
//	pack.go packfmt.go       pack, packsize, unpack
//	str.go strval.go strarith.go   the rest of string; strings as values; "10"+1
//	utf8.go utf8dec.go       utf8
//	table.go concat.go sort.go   table
//	math.go random.go        math; xoshiro256**
//	base.go load.go dump.go warn.go collect.go   base
//	os.go date.go civil.go strftime.go clock_*.go result.go   os
//	io.go file.go stream.go read.go   io
//	coroutine.go             coroutine
//	debug.go getinfo.go upvalue.go hook.go traceback.go   debug
//	lib.go open.go           state and assembly
//
// # Limits
//
// Every loop whose length a script decides polls the state's kill flag
// (vm.Poll): matching (which may be exponential), sort, rep, concat, move,
// unpack, reading. Strings that grow ask the state's string limit when they
// double. A pattern takes part in at most 200 nested attempts ("pattern too
// complex"), 32 captures and 65 536 items; compiled patterns are kept in a
// table of 1024 for the process. A function returns at most 1 000 000 values.
//
// Operations that may wait (popen, execute, reading what is not a regular
// file) go through Options.Wait, so that a host can let other tasks run.
//
// # Errors
//
// Texts are those of C Lua 5.4, checked against it. What an operating system
// call fails with is (nil, text, number) as in C, with C's texts.
//
// # Differences from C Lua 5.4
//
//   - string.dump gives a handle that load takes back in the same process, not
//     bytecode. It begins with 5.4's header. The upvalues of the loaded function
//     are nil; C Lua sets the first to the globals.
//   - A yield is possible everywhere: from the functions given to table.sort,
//     string.gsub and load, from metamethods that library functions call.
//   - table.sort sorts a copy and writes it back: an error in the comparison
//     leaves the table as it was.
//   - load with a function: the message handler of an enclosing xpcall doesn't
//     see errors of the reader.
//   - The substrings of a string over 256 bytes are copies when they are less
//     than half of it; others share its memory.
//   - %p of a string up to 40 bytes is made of its text.
//   - debug: globals are no upvalue here. getupvalue, setupvalue, upvalueid and
//     upvaluejoin show _ENV as the last upvalue of a function that names a global
//     (C Lua: where it is first named); setting it changes that function and the
//     ones it makes from then on, not its siblings. Closures of the library have
//     one upvalue that is nil. Temporaries of the virtual machine
//     have other places. Userdata have no user values.
//     setcstacklimit does nothing.
//   - collectgarbage("count") is the size of what the state can reach, estimated by a
//     walk; "step", "collect" collect the whole process, at most every 20 ms;
//     modes and parameters are remembered and otherwise ignored.
//   - os.setlocale knows the C locale only. os.clock is that of the process, all
//     services together. os.tmpname uses the system's temporary directory.
//   - stdin, stdout and stderr: stdout is not buffered unless setvbuf says so;
//     the standard files can't be closed.
//   - warn("@on") and "@off" are by state; warnings are off at first.
//   - math.exp, sin and the like may differ in the last bit.
package stdlib
