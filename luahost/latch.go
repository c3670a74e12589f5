package luahost

import "sync"

// latch is a channel that is closed once. It takes memory when somebody waits for
// it, and not before. Its lock is that of who has it.
type latch struct {
	c      chan struct{}
	closed bool
}

var closedChannel = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

func (l *latch) wait(mu *sync.Mutex) <-chan struct{} {
	mu.Lock()
	defer mu.Unlock()
	if l.closed {
		return closedChannel
	}
	if l.c == nil {
		l.c = make(chan struct{})
	}
	return l.c
}

func (l *latch) isClosed(mu *sync.Mutex) bool {
	mu.Lock()
	defer mu.Unlock()
	return l.closed
}

// close reports whether it was closed by that.
func (l *latch) close(mu *sync.Mutex) bool {
	mu.Lock()
	defer mu.Unlock()
	if l.closed {
		return false
	}
	if l.closed = true; l.c != nil {
		close(l.c)
		l.c = nil
	}
	return true
}
