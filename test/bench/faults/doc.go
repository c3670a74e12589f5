//go:build linux

// Faults measures what misbehaving clients cost the others: luaws, the misbehaving
// clients, and one that behaves (the witness) are processes of their own, and
// the misbehaving ones are paced, so that they don't take the processors from the
// other two. It needs Linux (/proc).
//
//	go run ./test/bench/faults [-workers N] [-run REGEXP] [-nice N] [-scale F]
//
// For each fault it prints the witness's round trips before, meanwhile and after,
// the processor time that luaws and the misbehaving clients took meanwhile, what
// luaws had in memory and how many files, before and after, and how many on_open and
// on_close of misbehaving clients there were. Memory is given back by Go's runtime some
// time after it was freed: "after" is 3 s after the end of the fault, and may be above
// what test/e2e/fault_test.go, which collects garbage first, has as the level.
package main
