//go:build !race

// The race detector makes sync.Pool forget at random.

package wsbridge

import "testing"

// A message costs one allocation: the 8 bytes of gorilla's reader.
func TestAllocations(t *testing.T) {
	s := newSite(t, Config{MaxMessage: 1 << 20}, echo)
	for _, size := range []int{0, 32, 1000, 16 << 10, 60 << 10} {
		const inFlight = 16
		e := s.echoer(size, inFlight)
		perRun := testing.AllocsPerRun(200, func() {
			if err := e.echo(); err != nil {
				t.Fatal(err)
			}
		})
		// A garbage collection empties the pools: allow for some of it.
		if perMessage := perRun / inFlight; perMessage > 1.5 {
			t.Errorf("%d bytes: %.2f allocations a message", size, perMessage)
		}
	}
}
