package http

import (
	"runtime"
	"sync"
)

// handshakes are the engines of a service that are not through with theirs: each
// holds a stack. One is ended when its session is closed, when the script has
// dropped it, or when the service ends, whatever comes first.
type handshakes struct {
	mu   sync.Mutex
	open map[*tlsEngine]struct{}
}

// watch makes the session of e.
func (h *handshakes) watch(e *tlsEngine) *tlsSession {
	s := &tlsSession{e}
	h.mu.Lock()
	h.open[e] = struct{}{}
	h.mu.Unlock()
	runtime.AddCleanup(s, h.end, e)
	return s
}

// forget is for those that are through; it reports whether e was open.
func (h *handshakes) forget(e *tlsEngine) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, ok := h.open[e]
	delete(h.open, e)
	return ok
}

func (h *handshakes) end(e *tlsEngine) {
	if h.forget(e) {
		e.close()
	}
}

func (h *handshakes) endAll() {
	h.mu.Lock()
	open := h.open
	h.open = map[*tlsEngine]struct{}{}
	h.mu.Unlock()
	for e := range open {
		e.close()
	}
}
