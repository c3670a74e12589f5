package vm

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// TestInt: every integer comes back, is equal to itself only, and is a
// *SmallInt or an LInt as its size says.
func TestInt(t *testing.T) {
	edges := []int64{0, 1, -1, smallLimit - 1, smallLimit, 1 - smallLimit, -smallLimit, math.MaxInt64, math.MinInt64}
	r := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		edges = append(edges, int64(r.Uint64()>>r.IntN(64))-int64(r.IntN(3)))
	}
	var kept []lua.LValue
	for _, n := range edges {
		v := Int(n)
		kept = append(kept, v)
		i, f, kind := Num(v)
		if i != n || f != float64(n) || kind != Integer || v != Int(n) || v == Int(n+1) || v.Type() != lua.LTNumber {
			t.Errorf("Int(%d) is %v", n, v)
		}
		if _, small := v.(*SmallInt); small != (n >= -smallLimit && n < smallLimit) {
			t.Errorf("Int(%d) is a %T", n, v)
		}
	}
	runtime.GC() // looks at all of them
	for i, n := range edges {
		if kept[i] != Int(n) {
			t.Errorf("%d became %v", n, kept[i])
		}
	}
}

// TestIntAllocs: integers take no memory.
func TestIntAllocs(t *testing.T) {
	var v lua.LValue
	if n := testing.AllocsPerRun(100, func() { v = Int(1<<20 + 1) }); n != 0 || v.String() != "1048577" {
		t.Errorf("%v allocations for %v", n, v)
	}
}
