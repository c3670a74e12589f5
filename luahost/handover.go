package luahost

import (
	"sync/atomic"
	"time"
)

// A service that sends to an idle one is often about to come to rest itself: it
// waits for the answer, or has given one. Its runner then goes on with the other
// service, which costs nothing, where a fresh goroutine costs a wake-up of
// another processor. Until then the idle service is on offer, in a cell that
// other goroutines see: if the sender runs on, a fresh goroutine takes it.

// handovers are what is on offer in a host.
type handovers struct {
	cells [32]cell
	round atomic.Uint32
	armed atomic.Bool
}

type cell struct {
	s     atomic.Pointer[Service]
	round atomic.Uint32 // when it was put there
	_     [48]byte      // a cache line of its own
}

// offerFor is how long a service is on offer at least; at most twice as long.
const offerFor = 100 * time.Microsecond

func (s *Service) cell() *cell {
	hs := &s.host.handovers
	return &hs.cells[s.addr%uint32(len(hs.cells))]
}

// offer puts a service that has work and no runner on offer. To be called by
// the code that s runs.
func (s *Service) offer(other *Service) {
	s.startOffered()
	c, hs := s.cell(), &s.host.handovers
	if !c.s.CompareAndSwap(nil, other) { // of another runner
		go other.run(-1)
		return
	}
	c.round.Store(hs.round.Load())
	s.offered = other
	if !hs.armed.Load() && hs.armed.CompareAndSwap(false, true) {
		time.AfterFunc(offerFor, hs.look)
	}
}

// takeOffered is the service that s has put on offer, if nobody has taken it.
func (s *Service) takeOffered() *Service {
	other := s.offered
	if s.offered = nil; other != nil && s.cell().s.CompareAndSwap(other, nil) {
		return other
	}
	return nil
}

// startOffered has another goroutine run what s has put on offer.
func (s *Service) startOffered() {
	if other := s.takeOffered(); other != nil {
		go other.run(-1)
	}
}

// look starts what has been on offer for a round.
func (hs *handovers) look() {
	now := hs.round.Add(1)
	left := false
	for i := range hs.cells {
		c := &hs.cells[i]
		other := c.s.Load()
		switch {
		case other == nil:
		case now-c.round.Load() < 2:
			left = true
		case c.s.CompareAndSwap(other, nil):
			go other.run(-1)
		}
	}
	if left {
		time.AfterFunc(offerFor, hs.look)
		return
	}
	hs.armed.Store(false)
	for i := range hs.cells { // one may have come since
		if hs.cells[i].s.Load() != nil && hs.armed.CompareAndSwap(false, true) {
			time.AfterFunc(offerFor, hs.look)
			return
		}
	}
}
