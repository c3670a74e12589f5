package websocket

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/luaws/luaws/wsbridge"
)

// gate counts the tasks that a connection's messages have started and that have
// not ended. When there are maxUnfinished, the connection is not read further:
// TCP tells the client to wait.
type gate struct {
	n       atomic.Int32
	waits   atomic.Bool // changed isn't nil
	mu      sync.Mutex
	changed chan struct{} // closed at the next leave; nil: nobody waits
}

const maxUnfinished = 256

// enter waits for room. It is called by the connection's reading goroutine.
func (g *gate) enter(c *wsbridge.Conn) {
	for g.n.Load() >= maxUnfinished {
		if changed := g.change(); g.n.Load() >= maxUnfinished { // no leave has been missed
			c.Waiting(true)
			<-changed
			c.Waiting(false)
		}
	}
	g.n.Add(1)
}

// leave tells how many are left.
func (g *gate) leave() int {
	left := g.n.Add(-1)
	if g.waits.Load() {
		g.mu.Lock()
		if g.changed != nil {
			close(g.changed)
			g.changed = nil
			g.waits.Store(false)
		}
		g.mu.Unlock()
	}
	return int(left)
}

func (g *gate) count() int { return int(g.n.Load()) }

// drain waits until all have left.
func (g *gate) drain(ctx context.Context) {
	for g.n.Load() > 0 {
		changed := g.change()
		if g.n.Load() == 0 {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// change is closed at the next leave.
func (g *gate) change() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.changed == nil {
		g.changed = make(chan struct{})
		g.waits.Store(true)
	}
	return g.changed
}
