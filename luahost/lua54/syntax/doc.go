// Package syntax compiles Lua 5.4 source to functions that package vm runs.
//
//	proto, err := syntax.Compile(text, "@main.lua", values)
//
// A chunk passes through two stages. The parser (parser.go, stat*.go, expr.go over
// lex*.go) is recursive descent; it resolves names (scope.go), matches gotos with
// labels (goto.go) and folds constants (fold.go) as it goes, so that errors come in
// the order and with the text of 5.4: file, line, message and the token it is near.
// The generator (gen*.go) then walks the tree (ast.go), function by function, and
// emits instructions of gopher-lua's format (opcode.go). Why not gopher-lua's
// compiler: every goto it compiles detaches the captured variables of the whole
// function, its break doesn't close those of inner blocks, its constants are
// searched one by one, and it knows neither integers nor <close>.
//
// # What the generator promises
//
// Registers are a stack, at most 254 of them. A local is written by the last
// instruction of the expression assigned to it, never earlier. CLOSE is emitted at
// each way out of a block that has captured or to-be-closed variables; a function
// with a to-be-closed variable in scope makes no tail calls. The loop variables of
// a generic for stand behind its three control registers, or four where the list
// can have a fourth value. Every backward jump is a JMP or
// FORLOOP, where the machine polls its kill flag. Compiled code keeps no part of
// the source alive.
//
// # _ENV
//
// A chunk that doesn't name _ENV reaches globals by GETGLOBAL and SETGLOBAL. One
// that does is parsed once more, with _ENV as a local that its main function gets
// from OpEnv; all inner functions take it as an upvalue.
//
// # Limits
//
// Those of C Lua: 200 locals and 255 upvalues a function, 197 levels of nesting
// ("C stack overflow", an error without position, as there). Operators, suffixes,
// elseif and semicolons chain without limit; constructors take any number of items,
// calls what fits the registers. Beyond that: 2^25 constants a function, and jumps
// of 131 071 instructions ("control structure too long").
//
// # Errors
//
// All are *SyntaxError. "function or expression needs too many registers",
// "control structure too long" and the limits on constants and functions name the
// line, but no token.
//
// # Differences from Lua 5.4
//
// A function's upvalues don't include _ENV unless the chunk names it.
//
// # Concurrency
//
// Compile may be called from any number of goroutines. What it returns is not
// written to any more, but for the hints of the machine (MaxHint).
//
// # 5.5
//
// `global` declarations would be a statement beside localStat, whose variables
// enter funcScope.active like locals, marked as globals, for resolve to find; its
// read-only for variables are an attribute of numForStmt.v and genForStmt.vars.
package syntax
