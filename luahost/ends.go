package luahost

import "sync"

// Ends are what there is to do when a service ends, such as to close what it has
// open. Its methods may be called from any goroutine.
type Ends struct {
	mu   sync.Mutex
	one  ending // the first, as most services have no other; key nil: none
	more map[any]func()
}

type ending struct {
	key any
	f   func()
}

// EndsOf are those of a service.
func EndsOf(s *Service) *Ends { return &s.ends }

// Add has f called when the service ends, or by End before that. After the end of
// the service it is not called any more.
func (e *Ends) Add(key any, f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.one.key == nil || e.one.key == key {
		delete(e.more, key)
		e.one = ending{key, f}
		return
	}
	if e.more == nil {
		e.more = map[any]func(){}
	}
	e.more[key] = f
}

// Remove takes Add back, and returns what was to be called, or nil.
func (e *Ends) Remove(key any) (f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.one.key == key {
		f, e.one = e.one.f, ending{}
		return f
	}
	f = e.more[key]
	delete(e.more, key)
	return f
}

// End calls what was added now, unless it was called or removed before.
func (e *Ends) End(key any) {
	if f := e.Remove(key); f != nil {
		f()
	}
}

// all takes out all there are, and gives them to call.
func (e *Ends) all(call func(f func())) {
	e.mu.Lock()
	one, more := e.one, e.more
	e.one, e.more = ending{}, nil
	e.mu.Unlock()
	if one.key != nil {
		call(one.f)
	}
	for _, f := range more {
		call(f)
	}
}

func (e *Ends) none() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.one.key == nil && len(e.more) == 0
}
