package websocket

import (
	"context"
	"sync"
	"testing"
)

// Whoever waits for a gate is woken, however entering, leaving and waiting meet.
func TestGate(t *testing.T) {
	for range 200 {
		var g gate
		var tasks sync.WaitGroup
		const n = 20
		for range n {
			g.enter(nil)
			tasks.Go(func() { g.leave() })
		}
		var waiting sync.WaitGroup
		for range 3 {
			waiting.Go(func() { g.drain(context.Background()) })
		}
		waiting.Wait()
		tasks.Wait()
		if g.count() != 0 {
			t.Fatal(g.count())
		}
	}
}

func TestGateGivesUp(t *testing.T) {
	var g gate
	g.enter(nil)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	g.drain(ctx)
	if left := g.leave(); left != 0 {
		t.Fatal(left)
	}
}
