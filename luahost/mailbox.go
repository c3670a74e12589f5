package luahost

import (
	"fmt"
	"runtime/debug"
)

// work is what a service's mailbox holds.
type work interface {
	run(s *Service) // by the runner
	drop()          // the service has ended first
}

// Flusher is told when the run of a service that used it comes to rest.
type Flusher interface{ Flush() }

const (
	// share is how much work of others a goroutine does that brought some of
	// its own; then a fresh goroutine takes over.
	share = 64
	// flushEvery bounds how long what was sent waits in a run that finds ever
	// more work.
	flushEvery = 32
)

// post puts w into the mailbox. If the service is idle, a fresh goroutine runs it.
func (s *Service) post(w work) bool {
	start, ok := s.put(w)
	if start {
		go s.run(-1)
	}
	return ok
}

// postHere is post for a goroutine that has time: it becomes the runner.
func (s *Service) postHere(w work) bool {
	start, ok := s.put(w)
	if start {
		s.run(share)
	}
	return ok
}

// put puts w into the mailbox; start: the service was idle, and the caller now
// has to see to it that run is called. A service that has ended drops w.
func (s *Service) put(w work) (start, ok bool) {
	s.mu.Lock()
	if s.ended {
		s.mu.Unlock()
		w.drop()
		return false, false
	}
	start = s.pushLocked(w)
	s.mu.Unlock()
	if start {
		s.host.busy()
	}
	return start, true
}

func (s *Service) pushLocked(w work) (start bool) {
	s.mailbox.push(w)
	start = !s.running
	s.running = true
	return start
}

// run works until there is nothing left, for this service and for those that it
// hands over to; limit: how many pieces before a fresh goroutine takes over, -1:
// no such limit. Only one goroutine runs a service at a time: the one that found
// or got the running mark.
func (s *Service) run(limit int) {
	for s != nil {
		s = s.work(limit)
	}
}

// work is run until there is nothing left for this service; it returns who is
// to be run next.
func (s *Service) work(limit int) (next *Service) {
	defer func() {
		if r := recover(); r != nil { // a bug in what is no task
			s.current = nil
			s.logPanic(r)
			next = s
		}
	}()
	began := nanotime()
	for n := 1; ; n++ {
		s.mu.Lock()
		w, ok := s.mailbox.pop()
		if !ok && len(s.toFlush) == 0 {
			s.overload = minOverload
			next := s.takeOffered()
			s.running = false
			s.mu.Unlock()
			s.host.idle()
			if next != nil && limit > 0 { // the goroutine has business of its own
				go next.run(-1)
				return nil
			}
			return next
		}
		waiting := s.mailbox.n
		s.mu.Unlock()
		if waiting > s.overload {
			s.overloaded(waiting)
		}
		if !ok || n%flushEvery == 0 {
			s.flush()
		}
		if ok {
			s.startOffered() // it must not wait for what is next here
			s.began = began
			s.messages++
			chunk := s.loading // its forks run after the first message (as in skynet)
			w.run(s)
			if !chunk {
				s.settle()
			}
			now := nanotime()
			s.cpu += now - began
			began = now
		}
		if n == limit {
			s.flush()
			go s.run(-1)
			return nil
		}
	}
}

// guarded calls f, whose panic must not keep others from being called.
func (s *Service) guarded(f func()) {
	defer func() {
		if r := recover(); r != nil {
			s.logPanic(r)
		}
	}()
	f()
}

func (s *Service) logPanic(r any) { s.Log(fmt.Sprintf("luahost: panic: %v\n%s", r, debug.Stack())) }

// settle does what a piece of work has left behind in the service itself: all
// woken tasks, each followed by those it wakes, then a fork, and so on
// (skynet.lua, dispatch_message).
func (s *Service) settle() {
	for {
		if f, ok := s.woken.pop(); ok {
			f()
		} else if t, ok := s.forks.pop(); ok {
			s.step(t)
		} else {
			return
		}
	}
}

// AtRest has f flushed when the service has no more work, or has done a good
// deal of it. To be called by code that the service runs.
func (s *Service) AtRest(f Flusher) { s.toFlush = append(s.toFlush, f) }

func (s *Service) flush() {
	for i, f := range s.toFlush {
		s.toFlush[i] = nil
		f.Flush()
	}
	s.toFlush = s.toFlush[:0]
}
