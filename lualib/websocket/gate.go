package websocket

import (
	"context"
	"sync"

	"github.com/luaws/luaws/wsbridge"
)

// gate counts the tasks that a connection's messages have started and that have
// not ended. When there are maxUnfinished, the connection is not read further:
// TCP tells the client to wait.
type gate struct {
	mu      sync.Mutex
	n       int
	changed chan struct{} // closed at the next leave; nil: nobody waits
}

const maxUnfinished = 256

// enter waits for room. It is called by the connection's reading goroutine.
func (g *gate) enter(c *wsbridge.Conn) {
	g.mu.Lock()
	for g.n >= maxUnfinished {
		changed := g.waitLocked()
		g.mu.Unlock()
		c.Waiting(true)
		<-changed
		c.Waiting(false)
		g.mu.Lock()
	}
	g.n++
	g.mu.Unlock()
}

// leave tells how many are left.
func (g *gate) leave() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.n--
	if g.changed != nil {
		close(g.changed)
		g.changed = nil
	}
	return g.n
}

func (g *gate) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.n
}

// drain waits until all have left.
func (g *gate) drain(ctx context.Context) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.n > 0 {
		changed := g.waitLocked()
		g.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
		}
		g.mu.Lock()
		if ctx.Err() != nil {
			return
		}
	}
}

func (g *gate) waitLocked() chan struct{} {
	if g.changed == nil {
		g.changed = make(chan struct{})
	}
	return g.changed
}
