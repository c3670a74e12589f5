package main

import (
	"runtime"
	"runtime/metrics"
)

// heapFloor is by how much the garbage collector takes the heap to be larger than it is.
// That of a server with few clients is some 3 MB, and would be collected whenever another
// 3 have been allocated: dozens of times a second, in which stores of pointers are slow.
// The memory is never touched, so that the kernel doesn't give any for it.
const heapFloor = 8 << 20

// keepHeapFloor holds the floor for as long as it makes a difference: in a large heap it
// would only be more garbage.
func keepHeapFloor() {
	afterCollection(func(floor []byte) bool {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		return live[0].Value.Uint64() < 3*uint64(len(floor))
	}, make([]byte, heapFloor))
}

// afterCollection holds v, and has f called with it after each collection, until f
// returns false.
func afterCollection[T any](f func(T) bool, v T) {
	type sentinel struct{ _ [64]byte } // more than the smallest, which share their memory
	runtime.AddCleanup(new(sentinel), func(v T) {
		if f(v) {
			afterCollection(f, v)
		}
	}, v)
}
