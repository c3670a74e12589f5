//go:build !race

package pack

import "testing"

// Packing takes the string that comes out; unpacking what it is made of.
func TestAllocations(t *testing.T) {
	st := newState(t)
	for chunk, want := range map[string]float64{
		`write("get", 42, {id = 1, pos = {1.5, 2.5}})`: 1 + 4, // the tables that are packed, besides
		`unpack(write(1, true, "x", 2.5, nil))`:        1,
		`unpack(write(pos))`:                           1 + 1,
	} {
		const rounds = 1000
		run(st, `pos = {x = 1, y = 2}`)
		n := testing.AllocsPerRun(5, func() {
			if _, err := run(st, "for _ = 1, 1000 do "+chunk+" end"); err != nil {
				t.Error(err)
			}
		}) / rounds
		if n > want+0.8 { // compiling the chunk, what a collection takes from pools
			t.Errorf("%s: %.2f allocations, want %v", chunk, n, want)
		}
	}
}
