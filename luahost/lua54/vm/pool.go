package vm

import (
	"sync"

	lua "github.com/yuin/gopher-lua"
)

// Pool keeps what fibers run on while none does: threads (registers and frames),
// which a fiber has from its first step to its end, but while it is frozen, and
// carriers (goroutines), which it has while it runs. It may serve any number of States on any number of
// goroutines.
type Pool struct {
	mu       sync.Mutex
	threads  []*thread
	carriers []*carrier
	max      int
	closed   bool
}

// NewPool makes a Pool that keeps up to maxIdle carriers, of about 8 KB each, and
// as many threads, of about 3 KB.
func NewPool(maxIdle int) *Pool { return &Pool{max: maxIdle} }

// Close ends the goroutines of idle carriers. Those in use end when they come back.
func (p *Pool) Close() {
	p.mu.Lock()
	idle := p.carriers
	p.carriers, p.threads, p.closed = nil, nil, true
	p.mu.Unlock()
	for _, c := range idle {
		c.quit()
	}
}

// Idle is how many carriers wait for work.
func (p *Pool) Idle() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.carriers)
}

// get gives a carrier for t, and a thread if t is nil.
func (p *Pool) get(t *thread) (*thread, *carrier) {
	p.mu.Lock()
	if t == nil {
		t = takeLast(&p.threads)
	}
	c := takeLast(&p.carriers)
	p.mu.Unlock()
	if t == nil {
		t = newThread()
	}
	if c == nil {
		c = newCarrier()
	}
	return t, c
}

// getThread gives a thread without a carrier.
func (p *Pool) getThread() *thread {
	p.mu.Lock()
	t := takeLast(&p.threads)
	p.mu.Unlock()
	if t == nil {
		t = newThread()
	}
	return t
}

func takeLast[T any](list *[]*T) (v *T) {
	if n := len(*list); n > 0 {
		v, (*list)[n-1] = (*list)[n-1], nil
		*list = (*list)[:n-1]
	}
	return v
}

// put takes a thread and a carrier back; either may be nil.
func (p *Pool) put(t *thread, c *carrier) {
	if t != nil {
		shared := t.uvcache != nil // closures of others still look at its registers
		if t.reset(); shared {
			t = nil
		}
	}
	p.mu.Lock()
	if t != nil && !p.closed && len(p.threads) < p.max {
		p.threads = append(p.threads, t)
	}
	if c != nil && !p.closed && len(p.carriers) < p.max {
		p.carriers = append(p.carriers, c)
		c = nil
	}
	p.mu.Unlock()
	if c != nil {
		c.quit()
	}
}

// keepRegisters and keepSegments are what a stack that grew may keep.
const (
	keepRegisters = 16 * registrySize
	keepSegments  = 8
)

// reset makes t hold nothing of the State it worked for.
func (t *thread) reset() {
	t.st, t.fiber, t.guard, t.Env = nil, nil, nil, noGlobal.Global
	t.setHook(nil)
	t.hooked = hooked{}
	t.currentFrame = nil
	t.goCalls, t.handling, t.finalizing, t.finalizer = 0, 0, false, nil
	t.tbc = t.tbc[:0]
	t.request, t.carrier = request{}, nil
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
