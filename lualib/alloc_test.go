//go:build !race

// The race detector makes sync.Pool forget at random.

package lualib_test

import "testing"

// A message to a handler and back costs what Lua's string takes, which is one
// allocation, and the 8 bytes of gorilla's reader.
func TestEchoAllocations(t *testing.T) {
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			c := dial(t, way.serve(t, "echo"))
			const inFlight = 16
			send, want := frames(32, inFlight)
			perRun := testing.AllocsPerRun(200, func() { c.ask(t, send, want) })
			// A garbage collection empties the pools: allow for some of it.
			if perMessage := perRun / inFlight; perMessage > 2.2 {
				t.Errorf("%.2f allocations a message", perMessage)
			}
		})
	}
}

// A delivery of a broadcast costs none: those of the message are shared.
func TestBroadcastAllocations(t *testing.T) {
	for _, way := range ways[1:] {
		t.Run(way.name, func(t *testing.T) {
			const receivers = 50
			perRun := testing.AllocsPerRun(200, broadcasts(t, way.serve(t, "broadcast"), receivers, 32))
			if perRun > 5 {
				t.Errorf("%.2f allocations for a broadcast to %d", perRun, receivers)
			}
		})
	}
}
