package wsbridge

import "sync/atomic"

// A latest has the value that was made last. What follows from a Config is usually
// equal for all connections, which share it so.
type latest[T comparable] struct{ last atomic.Pointer[T] }

// of returns a pointer to a value that is x.
func (l *latest[T]) of(x T) *T {
	last := l.last.Load()
	if last == nil || *last != x {
		last = new(T) // x itself would be made anew for each
		*last = x
		l.last.Store(last)
	}
	return last
}
