package main

import (
	"runtime"
	"testing"
	"weak"
)

func TestAfterCollection(t *testing.T) {
	v := new([1 << 20]byte)
	held := weak.Make(v)
	calls := make(chan int, 10)
	n := 0
	afterCollection(func(*[1 << 20]byte) bool {
		n++
		calls <- n
		return n < 3
	}, v)
	v = nil
	for got := 0; got < 3; {
		if held.Value() == nil {
			t.Fatalf("let go after call %d", got)
		}
		runtime.GC()
		select {
		case got = <-calls:
		default: // the call comes a little later than the collection
		}
	}
	for held.Value() != nil {
		runtime.GC()
	}
	select {
	case n := <-calls:
		t.Fatal("call", n)
	default:
	}
}
