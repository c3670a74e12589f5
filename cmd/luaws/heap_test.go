package main

import (
	"runtime"
	"testing"
	"weak"
)

func TestAfterCollection(t *testing.T) {
	v := new([1 << 20]byte)
	held := weak.Make(v)
	called := make(chan int)
	n := 0
	afterCollection(func(*[1 << 20]byte) bool {
		n++
		called <- n
		return n < 3
	}, v)
	v = nil
	for want := 1; want <= 3; want++ {
		runtime.GC()
		if held.Value() == nil {
			t.Fatalf("let go after %d calls", want-1)
		}
		if got := <-called; got != want {
			t.Fatalf("call %d, want %d", got, want)
		}
	}
	for held.Value() != nil { // the call that has returned false is over at once
		runtime.GC()
	}
}
