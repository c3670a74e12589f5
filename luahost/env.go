package luahost

import "sync"

// environment is what skynet.getenv reads: keys of the config, and those that
// services have set.
type environment struct {
	mu   sync.RWMutex
	vars map[string]string
}

// Getenv reads a key that all services see.
func (h *Host) Getenv(key string) (value string, ok bool) {
	h.env.mu.RLock()
	defer h.env.mu.RUnlock()
	value, ok = h.env.vars[key]
	return value, ok
}

// Setenv sets a key; false: it was set already, and stays as it is.
func (h *Host) Setenv(key, value string) bool {
	h.env.mu.Lock()
	defer h.env.mu.Unlock()
	if _, set := h.env.vars[key]; set {
		return false
	}
	if h.env.vars == nil {
		h.env.vars = map[string]string{}
	}
	h.env.vars[key] = value
	return true
}
