package luahost

import "sync"

// Ends are what there is to do when a service ends, such as to close what it has
// open. Its methods may be called from any goroutine.
type Ends struct {
	mu  sync.Mutex
	all map[any]func()
}

// EndsOf are those of a service. For code that the service runs.
func EndsOf(s *Service) *Ends {
	return Kept(s, func() *Ends {
		e := &Ends{all: map[any]func(){}}
		s.OnExit(func() {
			for _, f := range e.take() {
				s.guarded(f)
			}
		})
		return e
	})
}

// Add has f called when the service ends, or by End before that.
func (e *Ends) Add(key any, f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all[key] = f
}

// Remove takes Add back, and returns what was to be called, or nil.
func (e *Ends) Remove(key any) (f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	f = e.all[key]
	delete(e.all, key)
	return f
}

// End calls what was added now, unless it was called or removed before.
func (e *Ends) End(key any) {
	if f := e.Remove(key); f != nil {
		f()
	}
}

// take takes out all there are.
func (e *Ends) take() map[any]func() {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := e.all
	e.all = map[any]func(){}
	return all
}
