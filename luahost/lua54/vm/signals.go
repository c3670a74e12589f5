package vm

import (
	"sync"
	"sync/atomic"
)

// signals is how other goroutines reach a running State: a word that loops,
// calls and library code poll, and what the bits in it stand for. It refers to
// no State, so that a finalizer may hold it.
type signals struct {
	atomic.Uint32

	mu        sync.Mutex
	reason    *Error   // why the task is killed
	finalized []*Table // tables whose __gc is due
}

const (
	sigKill = 1 << iota // end the running task
	sigCPU              // the running task is over its time
	sigGC               // finalizers are waiting
)

func (s *signals) raise(bit uint32) { s.Or(bit) }
func (s *signals) clear(bit uint32) { s.And(^bit) }
