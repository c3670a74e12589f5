package vm

import (
	"iter"
	"sync"

	lua "github.com/yuin/gopher-lua"
)

// Pool keeps idle fibers' stacks: pairs of a goroutine (a coroutine of iter.Pull,
// switched to directly) and a thread. It may serve any number of States on any
// number of goroutines.
type Pool struct {
	mu     sync.Mutex
	idle   []*thread
	max    int
	closed bool
}

// NewPool makes a Pool that keeps up to maxIdle stacks, about 11 KB each.
func NewPool(maxIdle int) *Pool { return &Pool{max: maxIdle} }

// Close ends the goroutines of idle stacks. Those in use end when they come back.
func (p *Pool) Close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, t := range idle {
		t.quit()
	}
}

// Idle is how many stacks wait for work.
func (p *Pool) Idle() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.idle)
}

func (p *Pool) get() *thread {
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		t := p.idle[n-1]
		p.idle[n-1] = nil
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return t
	}
	p.mu.Unlock()
	t := newThread()
	t.wake, t.quit = iter.Pull(t.serve)
	return t
}

// put takes a stack back, wiped.
func (p *Pool) put(t *thread) {
	shared := t.uvcache != nil // closures of others still look at its registers
	t.reset()
	p.mu.Lock()
	if keep := !shared && !p.closed && len(p.idle) < p.max; keep {
		p.idle = append(p.idle, t)
		p.mu.Unlock()
		return
	}
	p.mu.Unlock()
	t.quit()
}

// keepRegisters and keepSegments are what a stack that grew may keep.
const (
	keepRegisters = 16 * registrySize
	keepSegments  = 8
)

// reset makes t hold nothing of the State it worked for.
func (t *thread) reset() {
	t.st, t.fiber, t.guard, t.hook, t.Env = nil, nil, nil, nil, noGlobal.Global
	t.hooked = hooked{}
	t.currentFrame = nil
	t.goCalls, t.handling, t.finalizing, t.finalizer = 0, 0, false, nil
	t.tbc = t.tbc[:0]
	if t.uvcache != nil {
		t.uvcache = nil
		return
	}
	t.reg.top = 0
	if len(t.reg.array) > keepRegisters {
		t.reg.array = make([]lua.LValue, registrySize)
	} else {
		clear(t.reg.array)
	}
	t.frames.wipe()
}
