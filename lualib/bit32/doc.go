// Package bit32 is Lua 5.2's module bit32: operations on 32 bits.
//
//	band, bor, bxor, btest (any number of arguments), bnot
//	lshift, rshift, arshift, lrotate, rrotate (x, places)
//	extract(x, field, width), replace(x, v, field, width)
//
// Arguments are integers, taken modulo 2^32; results are in [0, 2^32).
//
// # Differences from skynet
//
// Those of Lua 5.2 (before 1.0) have it, as a module and as a global. Those
// of Lua 5.3 and later don't. Here it is a module only, after a project's own
// file of the name: code that asks whether the global exists takes the way it
// takes in a skynet of today.
package bit32
